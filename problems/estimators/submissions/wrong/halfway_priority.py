"""strata: gives the next item by size times spread over n + 1/2, not by what it takes off the variance."""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable, Sequence
from typing import Any

Draw = Callable[[int], int]


class Reservoir:
    """A uniform sample, without replacement, of all that was added so far; keeps `k` items at most."""

    def __init__(self, k: int, randbelow: Draw) -> None:
        if k < 1:
            raise ValueError(f"k must be at least 1, not {k}")
        self._k = k
        self._randbelow = randbelow
        self._kept: list[Any] = []
        self._seen = 0

    def add(self, item: Any) -> None:
        """Take in one more item; each earlier sample survives with the chance that keeps all samples equally likely."""
        self._seen += 1
        if len(self._kept) < self._k:
            self._kept.append(item)
            return
        place = self._randbelow(self._seen)
        if place < self._k:
            self._kept[place] = item

    def sample(self) -> list[Any]:
        """Return the items kept, in no particular order."""
        return list(self._kept)

    def seen(self) -> int:
        """Return how many items were added."""
        return self._seen


def merge(
    first: Sequence[Any], first_seen: int, second: Sequence[Any], second_seen: int, k: int, randbelow: Draw
) -> list[Any]:
    """Return a uniform sample of two streams together, given one of each.

    Each place goes to a stream with the chance of an item drawn from all that are left there; which of its sample
    then comes is drawn too, since the order of a sample may tell something.
    """
    pools, left = (list(first), list(second)), [first_seen, second_seen]
    if any(len(pool) != min(k, seen) for pool, seen in zip(pools, left)):
        raise ValueError("a sample must hold k items, or all that its stream had")
    merged = []
    for _ in range(min(k, sum(left))):
        stream = 0 if randbelow(sum(left)) < left[0] else 1
        left[stream] -= 1
        merged.append(pools[stream].pop(randbelow(len(pools[stream]))))
    return merged


def allocate(sizes: Sequence[int], spreads: Sequence[float], total: int) -> list[int]:
    """Divide a sample among strata so that the variance of the stratified mean is least, in whole numbers.

    The variance is a sum of convex terms, so giving one item at a time to where it helps most is optimal.
    """
    taken = [min(2, size) for size in sizes]
    if not sum(taken) <= total <= sum(sizes):
        raise ValueError(f"a total of {total} does not fit strata of {list(sizes)}")
    queue = [(-_gain(sizes[h], spreads[h], taken[h]), h) for h in range(len(sizes))]
    heapq.heapify(queue)
    for _ in range(total - sum(taken)):
        _, h = heapq.heappop(queue)
        taken[h] += 1
        heapq.heappush(queue, (-_gain(sizes[h], spreads[h], taken[h]), h))
    return taken


def _gain(size: int, spread: float, taken: int) -> float:
    """Return how far the share is ahead of what was taken, or less than nothing if there is none left."""
    return size * spread / (taken + 0.5) if taken < size else -1.0


def stratified_mean(sizes: Sequence[int], samples: Sequence[Sequence[float]]) -> tuple[float, float | None]:
    """Return the stratified mean and the unbiased estimate of its variance, None where a stratum cannot tell its own."""
    if len(sizes) != len(samples) or any(not 1 <= len(s) <= size for size, s in zip(sizes, samples)):
        raise ValueError("every stratum needs a sample of 1 to all of its items")
    everything = sum(sizes)
    mean, variance = 0.0, 0.0
    for size, sample in zip(sizes, samples):
        count, share = len(sample), size / everything
        middle = math.fsum(sample) / count
        mean += share * middle
        if count == size:
            continue
        if count == 1:
            variance = math.nan
            continue
        spread = math.fsum((value - middle) ** 2 for value in sample) / (count - 1)
        variance += share**2 * (1 - count / size) * spread / count
    return mean, None if math.isnan(variance) else variance


def horvitz_thompson(values: Sequence[float], inclusion: Sequence[float]) -> tuple[float, float]:
    """Return the unbiased estimates of the population's total and of that estimate's variance, for independent draws."""
    _check_chances(values, inclusion)
    pairs = list(zip(values, inclusion))
    total = math.fsum(value / chance for value, chance in pairs)
    return total, math.fsum((1 - chance) * (value / chance) ** 2 for value, chance in pairs)


def hajek_mean(values: Sequence[float], inclusion: Sequence[float]) -> float | None:
    """Return the mean with weights 1 / chance, rescaled to sum to one; None without values."""
    _check_chances(values, inclusion)
    if not len(values):
        return None
    weights = [1 / chance for chance in inclusion]
    return math.fsum(map(math.prod, zip(weights, values))) / math.fsum(weights)


def importance_mean(
    values: Sequence[float], log_target: Sequence[float], log_proposal: Sequence[float], *, normalised: bool
) -> float | None:
    """Return the mean under the target of values drawn from the proposal.

    normalised: both densities are; else they are known up to a factor, and the weights are rescaled to sum to one.
    """
    if not len(values) == len(log_target) == len(log_proposal):
        raise ValueError("unequal lengths")
    logs = [target - proposal for target, proposal in zip(log_target, log_proposal)]
    if normalised:
        return math.fsum(math.exp(log) * value for log, value in zip(logs, values)) / len(logs) if logs else None
    weights = _relative(logs)
    return math.fsum(map(math.prod, zip(weights, values))) / math.fsum(weights) if weights else None


def effective_sample_size(log_weights: Sequence[float]) -> float:
    """Return (sum w)^2 / sum w^2, whatever the weights' common factor; 0 if there is no weight."""
    weights = _relative(log_weights)
    return math.fsum(weights) ** 2 / math.fsum(weight**2 for weight in weights) if weights else 0.0


def policy_value(
    rewards: Sequence[float],
    propensities: Sequence[float],
    targets: Sequence[float],
    method: str,
    *,
    clip: float | None = None,
    predicted: Sequence[float] | None = None,
    expected: Sequence[float] | None = None,
) -> float | None:
    """Return what a round would have brought on average, had the new policy chosen; None without rounds or weight."""
    _check_chances(rewards, propensities)
    if len(targets) != len(rewards) or any(not 0 <= target <= 1 for target in targets):
        raise ValueError("every round needs a target in [0, 1]")
    weights = [target / chance for target, chance in zip(targets, propensities)]
    rounds = len(weights)
    if method == "snips":
        return _over(math.fsum(map(math.prod, zip(weights, rewards))), math.fsum(weights))
    if method == "ips":
        return _over(math.fsum(map(math.prod, zip(weights, rewards))), rounds)
    if method == "clipped_ips":
        if clip is None or not clip > 0:
            raise ValueError("clipped_ips needs a clip above 0")
        return _over(math.fsum(min(w, clip) * reward for w, reward in zip(weights, rewards)), rounds)
    if method == "doubly_robust":
        if predicted is None or expected is None or not len(predicted) == len(expected) == rounds:
            raise ValueError("doubly_robust needs a prediction and an expectation for each round")
        parts = zip(weights, rewards, predicted, expected)
        return _over(math.fsum(base + w * (reward - guess) for w, reward, guess, base in parts), rounds)
    raise ValueError(f"no method {method!r}")


def counterexample(name: str) -> dict[str, list[float]] | None:
    """Return a smallest case in which the estimator is biased, or None if it never is."""
    one_certain = {"values": [0.0, 1.0], "inclusion": [0.5, 1.0]}
    new_policy = {"rewards": [0.0, 1.0], "propensities": [0.75, 0.25], "targets": [0.25, 0.75]}
    biased = {
        "plain_mean": one_certain,
        "hajek_mean": one_certain,
        "clipped_ips": new_policy,  # the weight 3 of the better action is cut to 1
        "snips": new_policy,  # the one reward of a round is its own weighted mean, whatever its weight
    }
    if name in biased:
        return biased[name]
    if name in ("horvitz_thompson", "ips", "doubly_robust", "stratified_mean"):
        return None
    raise ValueError(f"no estimator {name!r}")


def _check_chances(values: Sequence[float], chances: Sequence[float]) -> None:
    if len(values) != len(chances) or any(not 0 < chance <= 1 for chance in chances):
        raise ValueError("every value needs a chance in (0, 1]")


def _relative(logs: Sequence[float]) -> list[float]:
    """Return weights in proportion, the largest being 1, so that none overflows; [] if all are zero."""
    largest = max(logs, default=-math.inf)
    return [] if largest == -math.inf else [math.exp(log - largest) for log in logs]


def _over(above: float, below: float) -> float | None:
    return above / below if below else None
