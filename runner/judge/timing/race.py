"""A race: the candidate against the reference, pair by pair, until the answer is clear or the rounds are used up."""

from __future__ import annotations

import statistics
from collections.abc import Callable

from runner.judge.timing.fault import TooNoisy
from runner.judge.timing.samples import STEADY_SPREAD, interval, is_steady, ratio_of_sums, spread
from runner.model import Measurement, MeasurementKind, Sample

WARM_ROUNDS = 2  # not counted: what is imported or allocated late is, on both sides
FEWEST_ROUNDS = 15
MOST_ROUNDS = 45
HOPELESS_ROUNDS = 5
HOPELESS = 2.0  # times the bound, in every one of the first rounds: more of them would tell nothing new
CERTAIN_SAMPLES = WARM_ROUNDS + HOPELESS_ROUNDS  # that every race takes: how many more is the machine's doing too
TRIES = 3
SUM_SLACK = 1.5  # the sums may exceed the bound on the median by this much: one hiccup of the machine is in them


def run_race(measure: Callable[[], Sample], *, at_most: float) -> Measurement:
    """Race until the interval is on one side of `at_most`; raises TooNoisy where the reference's times never settle."""
    samples: list[Sample] = []
    for _ in range(TRIES):
        for _ in range(WARM_ROUNDS):
            measure()
        samples = _samples(measure, at_most)
        if is_steady(samples):
            return _result(samples, at_most)
    raise TooNoisy(samples)


def _samples(measure: Callable[[], Sample], at_most: float) -> list[Sample]:
    samples: list[Sample] = []
    while len(samples) < MOST_ROUNDS:
        samples.append(measure())
        if len(samples) >= FEWEST_ROUNDS and not _is_open(samples, at_most):
            break
        if len(samples) == HOPELESS_ROUNDS and min(sample.ratio for sample in samples) > HOPELESS * at_most:
            break
    return samples


def _is_open(samples: list[Sample], at_most: float) -> bool:
    """Whether more rounds could tell more: the bound is in the interval, or the candidate is now quick, now slow."""
    ratios = [sample.ratio for sample in samples]
    low, high = interval(ratios)
    return low <= at_most < high or (low <= at_most and spread(ratios) > STEADY_SPREAD)


def _result(samples: list[Sample], at_most: float) -> Measurement:
    ratios = [sample.ratio for sample in samples]
    low, high = interval(ratios)
    return Measurement(
        kind=MeasurementKind.RACE,
        value=statistics.median(ratios),
        low=low,
        high=high,
        at_most=at_most,
        worst_ratio=ratio_of_sums(samples),
        ratio_at_most=SUM_SLACK * at_most,
        samples=tuple(samples),
    )
