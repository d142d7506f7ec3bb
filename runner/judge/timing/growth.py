"""Growth: how the candidate's time grows with the size of its input, and how it compares at every size.

The exponent alone could be bent: work done in vain on small inputs makes a slow algorithm look linear. So the ratio to
the reference is bounded at every size as well. Each round goes through all sizes and fits one line through the
logarithms; the median of the rounds' slopes is the exponent. A candidate that is quicker by far than the reference has
little time of its own to tell from noise, so a small share of the reference's counts as the least.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Sequence

from runner.judge.timing.fault import NOISE, TooNoisy
from runner.judge.timing.samples import interval, is_steady
from runner.model import Measurement, MeasurementKind, Sample

FEWEST_ROUNDS = 9
MOST_ROUNDS = 21
WARM_SIZES = 2  # not counted: what is imported or allocated late is
HOPELESS_ROUNDS = 3
HOPELESS = 2.0
TRIES = 3
RATIO_AT_MOST = 10.0
LEAST_RATIO = 0.05


def run_growth(
    measure: Callable[[int], Sample], sizes: Sequence[int], *, at_most: float, ratio_at_most: float = RATIO_AT_MOST
) -> Measurement:
    """Measure rounds of all sizes until the exponent's interval is on one side of `at_most`; raises TooNoisy.

    A machine on which the reference itself is beyond the bound is too busy: calls that last longer wait longer there.
    """
    samples: list[Sample] = []
    why = NOISE
    for _ in range(TRIES):
        for size in sizes[:WARM_SIZES]:
            measure(size)
        rounds = _rounds(measure, sizes, at_most, ratio_at_most)
        samples = [sample for each in rounds for sample in each]
        if not is_steady(samples):
            why = NOISE
            continue
        growing = statistics.median(_slope(each, lambda it: it.reference_own_seconds) for each in rounds)
        if growing <= at_most:
            return _result(rounds, at_most, ratio_at_most)
        why = f"the reference's own time grew with its size to the power of {growing:.2f}, above the bound {at_most:g}"
    raise TooNoisy(samples, why)


def certain_samples(sizes: Sequence[int]) -> int:
    """Return how many samples are taken whatever they say: how many more is the machine's doing too."""
    return len(sizes[:WARM_SIZES]) + HOPELESS_ROUNDS * len(sizes)


def exponent(samples: Sequence[Sample]) -> float:
    """Return the slope of the line through (log size, log candidate's time)."""
    return _slope(samples, lambda it: max(it.candidate_own_seconds, LEAST_RATIO * it.reference_own_seconds))


def _slope(samples: Sequence[Sample], seconds: Callable[[Sample], float]) -> float:
    """Return the slope through (log size, log seconds), by least squares."""
    points = [(math.log(sample.size), math.log(seconds(sample))) for sample in samples]
    return statistics.linear_regression(*zip(*points, strict=True)).slope


def _rounds(
    measure: Callable[[int], Sample], sizes: Sequence[int], at_most: float, ratio_at_most: float
) -> list[list[Sample]]:
    rounds: list[list[Sample]] = []
    while len(rounds) < MOST_ROUNDS:
        rounds.append([measure(size) for size in sizes])
        if len(rounds) >= FEWEST_ROUNDS and not _is_open(rounds, at_most):
            break
        if len(rounds) == HOPELESS_ROUNDS and _worst(rounds) > HOPELESS * ratio_at_most:
            break
    return rounds


def _is_open(rounds: list[list[Sample]], at_most: float) -> bool:
    low, high = interval([exponent(each) for each in rounds])
    return low <= at_most < high


def _worst(rounds: list[list[Sample]]) -> float:
    """Return the largest of the sizes' median ratios."""
    medians: list[float] = [
        statistics.median(sample.ratio for sample in at_one_size) for at_one_size in zip(*rounds, strict=True)
    ]
    return max(medians)


def _result(rounds: list[list[Sample]], at_most: float, ratio_at_most: float) -> Measurement:
    slopes = [exponent(each) for each in rounds]
    low, high = interval(slopes)
    return Measurement(
        kind=MeasurementKind.GROWTH,
        value=statistics.median(slopes),
        low=low,
        high=high,
        at_most=at_most,
        worst_ratio=_worst(rounds),
        ratio_at_most=ratio_at_most,
        samples=tuple(sample for each in rounds for sample in each),
    )
