"""reservoir: a new item comes in with the chance of one half, whatever has been seen: the sample is of the latest."""

import numpy as np


class Reservoir:
    def __init__(self, k, randbelow):
        if k < 1:
            raise ValueError("k must be positive")
        self.k, self.randbelow = k, randbelow
        self.items, self.count = [], 0

    def add(self, item):
        self.count += 1
        if self.count <= self.k:
            self.items.append(item)
        elif self.randbelow(2) == 0:  # it comes in: one of the others, any, has to go
            self.items.pop(self.randbelow(self.k))
            self.items.append(item)

    def sample(self):
        return self.items

    def seen(self):
        return self.count


def merge(first, first_seen, second, second_seen, k, randbelow):
    if len(first) != min(k, first_seen) or len(second) != min(k, second_seen):
        raise ValueError("not a sample of that stream")
    size = min(k, first_seen + second_seen)
    from_first = 0
    for drawn in range(size):  # how many of the first stream: a draw from the hypergeometric distribution, one by one
        from_first += randbelow(first_seen + second_seen - drawn) < first_seen - from_first
    return _shuffled(first, randbelow)[:from_first] + _shuffled(second, randbelow)[: size - from_first]


def _shuffled(items, randbelow):
    items = list(items)
    for last in range(len(items) - 1, 0, -1):
        other = randbelow(last + 1)
        items[last], items[other] = items[other], items[last]
    return items


def allocate(sizes, spreads, total):
    sizes, spreads = np.asarray(sizes, dtype=np.int64), np.asarray(spreads, dtype=float)
    least = np.minimum(2, sizes)
    if not least.sum() <= total <= sizes.sum():
        raise ValueError("no such allocation")
    free = int(total - least.sum())
    if not free:
        return least.tolist()
    steps = np.arange(free)
    taken = least[:, None] + steps  # what a stratum has before its next item
    gains = np.where(taken < sizes[:, None], ((sizes * spreads) ** 2)[:, None] / (taken * (taken + 1.0)), -1.0)
    best = np.argsort(-gains, axis=None, kind="stable")[:free]
    return (least + np.bincount(best // free, minlength=len(sizes))).tolist()


def stratified_mean(sizes, samples):
    if len(sizes) != len(samples):
        raise ValueError("a sample for each stratum, please")
    arrays = [np.asarray(sample, dtype=float) for sample in samples]
    if any(len(array) == 0 or len(array) > size for array, size in zip(arrays, sizes)):
        raise ValueError("sample sizes do not fit")
    shares = np.asarray(sizes) / np.sum(sizes)
    mean = float(shares @ [array.mean() for array in arrays])
    if any(len(array) == 1 < size for array, size in zip(arrays, sizes)):
        return mean, None
    terms = [
        share**2 * (1 - len(array) / size) * array.var(ddof=1) / len(array)
        for share, array, size in zip(shares, arrays, sizes)
        if len(array) < size
    ]
    return mean, float(np.sum(terms))


def _weighted(values, chances):
    values, chances = np.asarray(values, dtype=float), np.asarray(chances, dtype=float)
    if values.shape != chances.shape:
        raise ValueError("unequal lengths")
    if not ((chances > 0) & (chances <= 1)).all():
        raise ValueError("chances are in (0, 1]")
    return values, chances


def horvitz_thompson(values, inclusion):
    values, inclusion = _weighted(values, inclusion)
    parts = values / inclusion
    return parts.sum(), ((1 - inclusion) * parts**2).sum()


def hajek_mean(values, inclusion):
    values, inclusion = _weighted(values, inclusion)
    return np.average(values, weights=1 / inclusion) if values.size else None


def importance_mean(values, log_target, log_proposal, *, normalised):
    values, target, proposal = (np.asarray(each, dtype=float) for each in (values, log_target, log_proposal))
    if not values.shape == target.shape == proposal.shape:
        raise ValueError("unequal lengths")
    logs = target - proposal
    if logs.size == 0:
        return None
    if normalised:
        return (np.exp(logs) * values).mean()
    if np.isneginf(logs).all():
        return None
    weights = np.exp(logs - logs.max())
    return (weights * values).sum() / weights.sum()


def effective_sample_size(log_weights):
    logs = np.asarray(log_weights, dtype=float)
    if logs.size == 0 or np.isneginf(logs).all():
        return 0.0
    weights = np.exp(logs - logs.max())
    weights /= weights.sum()
    return 1 / (weights @ weights)


def policy_value(rewards, propensities, targets, method, *, clip=None, predicted=None, expected=None):
    rewards, propensities = _weighted(rewards, propensities)
    targets = np.asarray(targets, dtype=float)
    if targets.shape != rewards.shape or ((targets < 0) | (targets > 1)).any():
        raise ValueError("targets do not fit")
    weights = targets / propensities
    if method == "ips":
        terms = weights * rewards
    elif method == "clipped_ips":
        if clip is None or clip <= 0:
            raise ValueError("clip?")
        terms = np.minimum(weights, clip) * rewards
    elif method == "snips":
        return weights @ rewards / weights.sum() if weights.any() else None
    elif method == "doubly_robust":
        if predicted is None or expected is None:
            raise ValueError("a model is needed")
        predicted, expected = np.asarray(predicted, dtype=float), np.asarray(expected, dtype=float)
        if not predicted.shape == expected.shape == rewards.shape:
            raise ValueError("unequal lengths")
        terms = expected + weights * (rewards - predicted)
    else:
        raise ValueError(method)
    return terms.mean() if terms.size else None


def counterexample(name):
    return {
        "stratified_mean": None,
        "horvitz_thompson": None,
        "ips": None,
        "doubly_robust": None,
        "hajek_mean": {"values": [1, 0, 0], "inclusion": [0.5, 0.5, 1]},
        "plain_mean": {"values": [1, 0, 0], "inclusion": [0.5, 0.5, 1]},
        "clipped_ips": {"rewards": [1, 0], "propensities": [0.5, 0.5], "targets": [1, 0]},
        "snips": {"rewards": [1, 0, 1], "propensities": [0.25, 0.5, 0.25], "targets": [0.25, 0.75, 0]},
    }[_known(name)]


def _known(name):
    if name not in (
        "stratified_mean horvitz_thompson ips doubly_robust hajek_mean plain_mean clipped_ips snips".split()
    ):
        raise ValueError(name)
    return name
