"""Masks from SHAKE-256, sums in 64-bit integers, gradients row by row, leave-one-out from the hat matrix."""

import hashlib
import math
import struct

import numpy as np

M = 1 << 32


def clip_to(vector, limit):
    norm = math.sqrt(float(np.dot(vector, vector)))
    if norm <= limit:
        return vector
    return limit * (vector / norm)


def local_update(weights, x, y, *, steps, rate, clip):
    n = len(x)
    w = np.array(weights, dtype=float)
    if n == 0:
        return w * 0
    for _ in range(steps):
        gradient = np.zeros(len(w))
        for row, target in zip(x, y):
            gradient = gradient + 2 * (row.dot(w) - target) * row
        w = w - rate * gradient / n
    if not all(math.isfinite(value) for value in w):
        raise ValueError("not finite")
    return clip_to(w - weights, clip)


def adapt(weights, x, y, strengths):
    if len(x) == 0:
        return np.array(weights, dtype=float), max(strengths)
    residual = y - x @ weights
    best = None
    for s in strengths:
        if s == math.inf:
            move, left_out = np.zeros(len(weights)), residual
        else:
            inverse = np.linalg.inv(x.T @ x + s * np.identity(x.shape[1]))
            move = inverse @ (x.T @ residual)
            leverage = np.sum((x @ inverse) * x, axis=1)
            left_out = (residual - x @ move) / (1 - leverage)
        error = float(np.sum(left_out**2))
        if best is None or error < best[0]:
            best = (error, weights + move, s)
    return best[1], best[2]


def run_round(weights, clients, *, clip, max_count, noise=0.0, min_clients=1, rng=None):
    used, dropped, rejected, kept = [], [], [], []
    for name in clients:
        try:
            answer = clients[name](weights)
        except TimeoutError:
            dropped.append(name)
        except ConnectionError:
            dropped.append(name)
        else:
            update, count = answer
            update = np.array(update, dtype=float)
            good_count = isinstance(count, (int, np.integer)) and count >= 1
            if good_count and update.shape == np.shape(weights) and np.all(np.isfinite(update)):
                used.append(name)
                kept.append((min(count, max_count) / max_count, clip_to(update, clip)))
            else:
                rejected.append(name)
    if len(used) < min_clients:
        raise ValueError("too few clients")
    a = np.array([share for share, _ in kept])
    total = a @ np.array([update for _, update in kept])
    if noise:
        total = total + noise * clip * rng.standard_normal(len(total))
    return weights + total / a.sum(), {"used": used, "dropped": dropped, "rejected": rejected}


def words(seed, round_number, size):
    stream = hashlib.shake_256(b"mask" + struct.pack("<QQ", seed, round_number)).digest(4 * size)
    return np.frombuffer(stream, dtype="<u4").astype(np.int64)


def sign(me, peer):
    return 1 if me > peer else -1


def mask(update, me, seeds, round_number):
    if len(seeds) == 0:
        raise ValueError("alone")
    update = np.array(update, dtype=np.float64)
    if update.ndim != 1 or not np.all(np.isfinite(update)) or np.any(np.abs(update) > 100):
        raise ValueError("does not fit")
    total = np.round(update * 65536).astype(np.int64)
    for peer in seeds:
        total += sign(me, peer) * words(seeds[peer], round_number, len(update))
    return (total % M).astype(np.uint32)


def correction(me, seeds, dropped, round_number, size):
    if set(dropped) >= set(seeds):
        raise ValueError("nobody left")
    total = np.zeros(size, dtype=np.int64)
    for peer in dropped:
        # what would have cancelled this client's part: the other one's sign
        total += sign(peer, me) * words(seeds[peer], round_number, size)
    return (total % M).astype(np.uint32)


def unmask(messages, corrections):
    if not messages:
        raise ValueError("nothing to sum")
    if corrections and corrections.keys() != messages.keys():
        raise ValueError("other names")
    everything = list(messages.values()) + list(corrections.values())
    if any(len(one) != len(everything[0]) for one in everything):
        raise ValueError("other lengths")
    total = sum(one.astype(np.int64) for one in everything) % M
    total[total >= M // 2] -= M
    return total / 65536
