"""Timing that stands up: races and growth, from two walls to samples to a verdict.

    timing.py    what hidden tests call      race.py, growth.py   when there are enough samples, and what they say
    track.py     how one sample is taken     samples.py           ratios, intervals, a noisy machine
"""

from runner.judge.timing.fault import TimesTellNothing, TooNoisy
from runner.judge.timing.growth import run_growth
from runner.judge.timing.race import run_race
from runner.judge.timing.timing import FIXTURES, Timing, TooSlow

__all__ = ["FIXTURES", "TimesTellNothing", "Timing", "TooNoisy", "TooSlow", "run_growth", "run_race"]
