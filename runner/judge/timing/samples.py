"""What samples say: medians, intervals that assume no distribution, and whether the machine was quiet.

A machine is judged by the reference's and the echo's samples alone. What the candidate's scatter is, is the candidate's
time: one that sleeps now and then has taken that long.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from itertools import pairwise

from runner.model import Sample

STEADY_SPREAD = 0.25  # more than this, and the middle half of a side's times is not one value
STEADY_STEP = 0.25  # from one call to the next, the reference's time may as a rule change by this much of the median
FLOOR_SECONDS = 1e-6  # below what a clock tells across the wall
_COVERAGE = 0.95


def candidate_time(sample: Sample) -> float:
    """Return the candidate's own seconds, the way across the wall taken off."""
    return max(sample.candidate_seconds - sample.echo_seconds, FLOOR_SECONDS)


def reference_time(sample: Sample) -> float:
    """Return the reference's own seconds, the way across the wall taken off."""
    return max(sample.reference_seconds - sample.echo_seconds, FLOOR_SECONDS)


def ratio(sample: Sample) -> float:
    """Return how many times the reference's time the candidate took."""
    return candidate_time(sample) / reference_time(sample)


def ratio_of_sums(samples: Sequence[Sample]) -> float:
    """Return the ratio of all that the candidate took to all that the reference took: no slow call is forgotten."""
    return math.fsum(map(candidate_time, samples)) / math.fsum(map(reference_time, samples))


def interval(values: Sequence[float]) -> tuple[float, float]:
    """Return an interval for the median: the innermost pair of order statistics that holds it 95 times in 100.

    Each value is above or below the true median like a coin, so the ranks follow from the binomial distribution alone.
    With fewer than six values no pair is sure enough, and the interval is all of them.
    """
    ordered = sorted(values)
    count = len(ordered)
    rank, outside = 0, 0.0
    while rank < (count - 1) // 2:
        outside += 2 * math.comb(count, rank) / 2**count
        if outside > 1 - _COVERAGE:
            break
        rank += 1
    rank = max(0, rank - 1)
    return ordered[rank], ordered[count - 1 - rank]


def spread(values: Sequence[float]) -> float:
    """Return the middle half's width as a share of the median; 0 for fewer than four values."""
    if len(values) < 4:
        return 0.0
    low, middle, high = statistics.quantiles(values, n=4, method="inclusive")
    return (high - low) / middle if middle > 0 else math.inf


def step(values: Sequence[float]) -> float:
    """Return by how much of their median values change from one to the next, as a rule; 0 for fewer than four."""
    if len(values) < 4:
        return 0.0
    return statistics.median(abs(one - other) for one, other in pairwise(values)) / statistics.median(values)


def is_steady(samples: Sequence[Sample]) -> bool:
    """Whether the machine was quiet enough: the reference took much the same time from call to call of one size.

    A machine that is slower for a while is no trouble, since a pair of calls shares it; what changes within a pair is.
    """
    sizes = {sample.size for sample in samples}
    return all(
        step([reference_time(sample) for sample in samples if sample.size == size]) <= STEADY_STEP for size in sizes
    )
