"""Python integers and floats in lists; arrays only at the doors. Masks are blocks of BLAKE2 under the pair's seed."""

import hashlib
from fractions import Fraction
from math import hypot, inf, isfinite

import numpy as np


def shortened(values, clip):
    norm = hypot(*values)
    if norm > clip:
        return [value / norm * clip for value in values]
    return values


def dot(a, b):
    return sum(p * q for p, q in zip(a, b))


def local_update(weights, x, y, *, steps, rate, clip):
    rows, targets, start = x.tolist(), y.tolist(), weights.tolist()
    if not rows:
        return np.zeros(len(start))
    w = list(start)
    for _ in range(steps):
        try:
            errors = [dot(row, w) - target for row, target in zip(rows, targets)]
            w = [w[j] - rate * 2 * dot(errors, [row[j] for row in rows]) / len(rows) for j in range(len(w))]
        except OverflowError as error:
            raise ValueError("overflow") from error
    if not all(map(isfinite, w)):
        raise ValueError("diverged")
    return np.array(shortened([a - b for a, b in zip(w, start)], clip))


def solve(matrix, right):
    """Eliminate by Gauss and Jordan, with pivots."""
    n = len(right)
    table = [list(row) + [value] for row, value in zip(matrix, right)]
    for i in range(n):
        pivot = max(range(i, n), key=lambda r: abs(table[r][i]))
        table[i], table[pivot] = table[pivot], table[i]
        table[i] = [value / table[i][i] for value in table[i]]
        for r in range(n):
            if r != i:
                factor = table[r][i]
                table[r] = [a - factor * b for a, b in zip(table[r], table[i])]
    return [row[n] for row in table]


def fit(start, rows, targets, s):
    if s == inf or not rows:
        return list(start)
    d = len(start)
    left = [[sum(row[i] * row[j] for row in rows) + (s if i == j else 0) for j in range(d)] for i in range(d)]
    right = [sum(row[i] * target for row, target in zip(rows, targets)) + s * start[i] for i in range(d)]
    return solve(left, right)


def adapt(weights, x, y, strengths):
    start, rows, targets = weights.tolist(), x.tolist(), y.tolist()
    if not rows:
        return np.array(start), sorted(strengths)[-1]

    def error(s):
        result = 0
        for i in range(len(rows)):
            w = fit(start, rows[:i] + rows[i + 1 :], targets[:i] + targets[i + 1 :], s)
            result += (dot(rows[i], w) - targets[i]) ** 2
        return result

    s = min(strengths, key=error)
    return np.array(fit(start, rows, targets, s)), s


def usable(update, count, size):
    if isinstance(update, np.ndarray):
        if update.shape != (size,):
            return False
    elif not isinstance(update, list) or len(update) != size:
        return False
    if not all(isfinite(value) for value in update):
        return False
    return isinstance(count, (int, np.integer)) and count > 0


def run_round(weights, clients, *, clip, max_count, noise=0.0, min_clients=1, rng=None):
    size = len(weights)
    report = {"used": [], "dropped": [], "rejected": []}
    total, influence = [0.0] * size, Fraction(0)
    for name, client in clients.items():
        try:
            update, count = client(weights)
        except (TimeoutError, ConnectionError):
            report["dropped"].append(name)
            continue
        if not usable(update, count, size):
            report["rejected"].append(name)
            continue
        report["used"].append(name)
        share = min(Fraction(1), Fraction(int(count), max_count))
        influence += share
        part = shortened([float(value) for value in update], clip)
        total = [old + float(share) * new for old, new in zip(total, part)]
    if len(report["used"]) < min_clients:
        raise ValueError("too few")
    if noise > 0:
        total = [value + rng.normal(scale=noise * clip) for value in total]
    return np.array([w + value / float(influence) for w, value in zip(weights.tolist(), total)]), report


def pair_words(seed, round_number, size):
    key = seed.to_bytes(8, "big")
    result = []
    for block in range(-(-size // 16)):
        digest = hashlib.blake2b(f"{round_number}/{block}".encode(), key=key).digest()
        result += [int.from_bytes(digest[i : i + 4], "big") for i in range(0, 64, 4)]
    return result[:size]


def summed(me, peers, seeds, round_number, size):
    total = [0] * size
    for peer in peers:
        part = pair_words(seeds[peer], round_number, size)
        if sorted([me, peer])[0] == me:
            total = [a + b for a, b in zip(total, part)]
        else:
            total = [a - b for a, b in zip(total, part)]
    return total


def words(values):
    return np.array([value % 2**32 for value in values], dtype=np.uint32)


def mask(update, me, seeds, round_number):
    if np.ndim(update) != 1:
        raise ValueError("a vector, please")
    values = [float(value) for value in update]
    if not seeds or any(not -100 <= value <= 100 for value in values):
        raise ValueError("nobody to hide behind, or a number too large")
    hidden = summed(me, seeds, seeds, round_number, len(values))
    return words([round(value * 65536) + word for value, word in zip(values, hidden)])


def correction(me, seeds, dropped, round_number, size):
    if sorted(dropped) == sorted(seeds):
        raise ValueError("nobody would be left")
    return words(summed(me, dropped, seeds, round_number, size))


def unmask(messages, corrections):
    if corrections and sorted(messages) != sorted(corrections):
        raise ValueError("names")
    if len({len(each) for each in list(messages.values()) + list(corrections.values())}) != 1:
        raise ValueError("no messages, or not of one length")
    columns = zip(*[each.tolist() for each in messages.values()])
    taken = [sum(column) for column in zip(*[each.tolist() for each in corrections.values()])]
    total = [sum(column) for column in columns]
    if taken:
        total = [a - b for a, b in zip(total, taken)]
    return np.array([((value + 2**31) % 2**32 - 2**31) / 65536 for value in total])
