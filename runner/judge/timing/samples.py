"""What samples say: medians, intervals that assume no distribution, and whether the machine was quiet.

A machine is judged by the reference's and the echo's samples alone. What the candidate's scatter is, is the candidate's
time: one that sleeps now and then has taken that long.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence

from runner.model import Sample

STEADY_SPREAD = 0.25  # more than this, and the middle half of a side's times is not one value
STEADY_STEP = 0.25  # from call to call, the reference's time may as a rule change by this much of the median
MOST_ECHO = 0.5  # of a reference's call may be the way across the wall: what is left beside more of it is noise
_COVERAGE = 0.95


def ratio_of_sums(samples: Sequence[Sample]) -> float:
    """Return the ratio of all that the candidate took to all that the reference took: no slow call is forgotten."""
    candidate = math.fsum(sample.candidate_own_seconds for sample in samples)
    return candidate / math.fsum(sample.reference_own_seconds for sample in samples)


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
    """Return by how much of their median values change from one to the next but one, as a rule; 0 for fewer than four.

    Sides take turns in going first, and who goes second finds the processor's caches as the other left them.
    """
    if len(values) < 4:
        return 0.0
    changes = (abs(one - other) for one, other in zip(values, values[2:], strict=False))
    return statistics.median(changes) / statistics.median(values)


def is_steady(samples: Sequence[Sample]) -> bool:
    """Whether the machine was quiet enough, at every size: the reference took much the same time from call to call.

    A machine that is slower for a while is no trouble, since a pair of calls shares it; what changes within a pair is.
    Nor was it quiet where the wall itself took most of the reference's calls.
    """
    at_sizes = [[sample for sample in samples if sample.size == size] for size in {sample.size for sample in samples}]
    return all(
        step([sample.reference_own_seconds for sample in some]) <= STEADY_STEP and _echo(some) <= MOST_ECHO
        for some in at_sizes
    )


def _echo(samples: Sequence[Sample]) -> float:
    """Return which share of the reference's calls the way across the wall is."""
    return statistics.median(sample.echo_seconds / sample.reference_seconds for sample in samples)
