"""Timing that stands up: races and growth, from samples to a verdict; how a sample is taken is the wall's affair."""

from runner.judge.timing.fault import TooFast, TooNoisy
from runner.judge.timing.growth import run_growth
from runner.judge.timing.race import run_race

__all__ = ["TooFast", "TooNoisy", "run_growth", "run_race"]
