"""decoding: counts positions by what is still held, so they stand still once the window is full."""

import numpy as np


def settings(w_q, w_k, w_v, num_heads, num_kv_heads, window):
    if min(num_heads, num_kv_heads) < 1 or num_heads % num_kv_heads:
        raise ValueError("heads")
    width = w_q.shape[1] // num_heads
    if width * num_heads != w_q.shape[1] or width % 2 == 1:
        raise ValueError("width of a head")
    if w_k.shape[1] != num_kv_heads * width or w_v.shape[1] != num_kv_heads * width:
        raise ValueError("width of keys and values")
    if window is not None and window < 1:
        raise ValueError("window")
    return width


def turned(flat, heads, positions, base):
    """Split into heads and multiply each pair, as a complex number, with the unit of its angle."""
    table = flat.reshape(len(flat), heads, 2, -1)
    exponents = np.linspace(0, 1, table.shape[-1], endpoint=False)
    units = np.exp(1j * np.multiply.outer(positions, float(base) ** -exponents))[:, None, :]
    pairs = (table[:, :, 0].astype(float) + 1j * table[:, :, 1]) * units
    return np.concatenate((pairs.real, pairs.imag), axis=-1).astype(flat.dtype)


def mix(q, q_positions, k, v, k_positions, window):
    """q: (m, heads, d); k, v: (n, groups, d); the result is (m, heads * d)."""
    m, heads, width = q.shape
    grouped = q.reshape(m, k.shape[1], heads // k.shape[1], width) / float(np.sqrt(width))
    scores = np.einsum("mgjd,ngd->gjmn", grouped, k, optimize=True)
    distance = np.subtract.outer(q_positions, k_positions)
    seen = (distance >= 0) if window is None else (distance >= 0) & (distance < window)
    scores = np.where(seen, scores, scores.dtype.type(-np.inf))
    scores -= scores.max(-1, keepdims=True)
    np.exp(scores, out=scores)
    sums = scores.sum(-1)
    mixed = np.einsum("gjmn,ngd->mgjd", scores, v, optimize=True)
    return (mixed / sums.transpose(2, 0, 1)[..., None]).reshape(m, -1)


def full_attention(x, w_q, w_k, w_v, w_o, *, num_heads, num_kv_heads, window=None, base=10000.0):
    width = settings(w_q, w_k, w_v, num_heads, num_kv_heads, window)
    positions = np.arange(len(x))
    q = turned(x @ w_q, num_heads, positions, base)
    k = turned(x @ w_k, num_kv_heads, positions, base)
    v = (x @ w_v).reshape(len(x), num_kv_heads, width)
    return mix(q, positions, k, v, positions, window) @ w_o


class Tail:
    """A buffer that grows at the end; `first` is the position of its first row."""

    def __init__(self, first, shape, dtype):
        self.first, self.count = first, 0
        self.rows = np.empty((2, 8, *shape), dtype)

    def append(self, k, v):
        needed = self.count + len(k)
        if needed > self.rows.shape[1]:
            grown = np.empty((2, max(needed, self.rows.shape[1] * 3 // 2), *self.rows.shape[2:]), self.rows.dtype)
            grown[:, : self.count] = self.rows[:, : self.count]
            self.rows = grown
        self.rows[0, self.count : needed], self.rows[1, self.count : needed] = k, v
        self.count = needed

    def filled(self):
        return self.rows[:, : self.count]


class Decoder:
    def __init__(self, w_q, w_k, w_v, w_o, *, num_heads, num_kv_heads, window=None, rollback=0, base=10000.0):
        self.width = settings(w_q, w_k, w_v, num_heads, num_kv_heads, window)
        if rollback < 0:
            raise ValueError("rollback")
        self.w = (w_q, w_k, w_v, w_o)
        self.heads, self.groups, self.window, self.rollback, self.base = num_heads, num_kv_heads, window, rollback, base
        self.trunk = []  # (first position, array (2, positions, groups, width)), never written to
        self.tail = Tail(0, (num_kv_heads, self.width), w_k.dtype)
        self.longest = 0

    def length(self):
        return self.tail.first + self.tail.count

    def extend(self, x):
        w_q, w_k, w_v, w_o = self.w
        if np.ndim(x) != 2 or np.shape(x)[1] != w_q.shape[0]:
            raise ValueError("positions")
        here, m = self.length(), len(x)
        positions = np.arange(here, here + m)
        held = self.tail.count + sum(part.shape[1] for _, part in self.trunk)
        self.tail.append(
            turned(x @ w_k, self.groups, np.arange(held, held + m), self.base)
            if m
            else np.empty((0, self.groups, self.width)),
            (x @ w_v).reshape(m, self.groups, self.width),
        )
        out = np.empty((m, w_o.shape[1]), x.dtype)
        if m:
            first, joined = self.joined()
            for begin in range(0, m, 48):
                some = positions[begin : begin + 48]
                low = first if self.window is None else max(first, some[0] - self.window + 1)
                k, v = joined[:, low - first : some[-1] + 1 - first]
                q = turned(x[begin : begin + 48] @ w_q, self.heads, some - here + held, self.base)
                out[begin : begin + 48] = mix(q, some, k, v, np.arange(low, some[-1] + 1), self.window) @ w_o
        self.longest = max(self.longest, self.length())
        self.forget()
        return out

    def joined(self):
        if not self.trunk:
            return self.tail.first, self.tail.filled()
        return self.trunk[0][0], np.concatenate([*(part for _, part in self.trunk), self.tail.filled()], axis=1)

    def forget(self):
        if self.window is None:
            return
        needed = self.longest - self.rollback - self.window + 1
        self.trunk = [(first, part) for first, part in self.trunk if first + part.shape[1] > needed]
        excess = min(needed - self.tail.first, self.tail.count)
        if not self.trunk and excess > self.tail.count // 2:
            kept = self.tail.filled()[:, excess:].copy()
            self.tail = Tail(self.tail.first + excess, (self.groups, self.width), kept.dtype)
            self.tail.append(*kept)

    def rewind(self, length):
        least = 0 if self.window is None else max(0, self.longest - self.rollback)
        if length < least or length > self.length():
            raise ValueError("length")
        while self.tail.first > length and self.trunk:
            first, part = self.trunk.pop()
            if first < length:
                self.trunk.append((first, part[:, : length - first]))
                first = length
            self.tail = Tail(first, (self.groups, self.width), self.tail.rows.dtype)
        self.tail.count = min(self.tail.count, length - self.tail.first)

    def fork(self):
        if self.tail.count:
            self.trunk.append((self.tail.first, self.tail.filled()))
        end = self.length()
        other = object.__new__(type(self))
        vars(other).update(vars(self))
        other.trunk = list(self.trunk)
        for one in (self, other):
            one.tail = Tail(end, (self.groups, self.width), self.tail.rows.dtype)
        return other
