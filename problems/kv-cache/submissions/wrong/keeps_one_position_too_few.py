"""branches: drops one position more than window and rollback allow."""

from math import sqrt

import numpy as np


class Wrong(ValueError):
    pass


def _width(w_q, w_k, w_v, num_heads, num_kv_heads, window, rollback=0):
    if num_heads <= 0 or num_kv_heads <= 0 or num_heads % num_kv_heads != 0:
        raise Wrong()
    d, rest = divmod(w_q.shape[1], num_heads)
    if rest or d % 2 or w_k.shape[1] != d * num_kv_heads or w_v.shape[1] != d * num_kv_heads:
        raise Wrong()
    if (window is not None and window < 1) or rollback < 0:
        raise Wrong()
    return d


def _turned(u, positions, base):
    half = u.shape[-1] // 2
    a = positions.astype(np.longdouble)[:, None] / np.longdouble(base) ** (np.arange(half, dtype=np.longdouble) / half)
    z = np.exp(1j * a.astype(np.float64))
    z = (u[..., :half] + 1j * u[..., half:]) * z[:, None, :]
    return np.concatenate([z.real, z.imag], axis=-1)


def full_attention(x, w_q, w_k, w_v, w_o, *, num_heads, num_kv_heads, window=None, base=10000.0):
    return Decoder(w_q, w_k, w_v, w_o, num_heads=num_heads, num_kv_heads=num_kv_heads, window=window, base=base).extend(
        x
    )


class Decoder:
    def __init__(self, w_q, w_k, w_v, w_o, *, num_heads, num_kv_heads, window=None, rollback=0, base=10000.0):
        self.d = _width(w_q, w_k, w_v, num_heads, num_kv_heads, window, rollback)
        self.w = w_q, w_k, w_v, w_o
        self.h, self.g = num_heads, num_kv_heads
        self.window, self.rollback, self.base = window, rollback, base
        self.parts = ()  # (start, keys, values): arrays nobody writes
        self.n = self.most = 0

    def length(self):
        return self.n

    def fork(self):
        other = Decoder.__new__(Decoder)
        vars(other).update(vars(self))
        return other

    def rewind(self, length):
        if length > self.n or length < 0 or (self.window is not None and length < self.most - self.rollback):
            raise Wrong()
        self.parts = tuple((s, k[: length - s], v[: length - s]) for s, k, v in self.parts if s < length)
        self.n = length

    def extend(self, x):
        if x.ndim != 2 or x.shape[1] != self.w[0].shape[0]:
            raise Wrong()
        results = [self._few(x[i : i + 64]) for i in range(0, len(x), 64)]
        return np.concatenate(results) if results else np.zeros((0, self.w[3].shape[1]), dtype=self.w[3].dtype)

    def _few(self, x):
        dtype = self.w[0].dtype
        x = x.astype(np.float64)
        m, d, h, g = len(x), self.d, self.h, self.g
        at = np.arange(self.n, self.n + m)
        q, k, v = (np.dot(x, w.astype(np.float64)) for w in self.w[:3])
        q = _turned(q.reshape(m, h, d), at, self.base) / sqrt(d)
        k = _turned(k.reshape(m, g, d), at, self.base).astype(dtype)
        v = v.reshape(m, g, d).astype(dtype)
        parts = self.parts + ((self.n, k, v),)
        if len(parts) > 40:  # join the small ones
            small = [p for p in parts if len(p[1]) < 40]
            i = len(parts)
            while i and len(parts[i - 1][1]) < 40:
                i -= 1
            if len(parts) - i > 20:
                tail = parts[i:]
                parts = parts[:i] + (
                    (tail[0][0], np.concatenate([p[1] for p in tail]), np.concatenate([p[2] for p in tail])),
                )
        self.n += m
        self.most = max(self.most, self.n)
        if self.window is not None:
            low = self.most - self.rollback - self.window + 2
            seen = [p for p in parts if p[0] + len(p[1]) > at[0] - self.window + 1]
            self.parts = tuple(p for p in parts if p[0] + len(p[1]) > low)
        else:
            seen = self.parts = parts
        first = seen[0][0]
        keys, values = (np.concatenate([p[i] for p in seen]) for i in (1, 2))
        cols = np.arange(first, self.n)
        far = at[:, None] - cols[None, :]
        ok = (far >= 0) & ((far < self.window) if self.window is not None else True)
        out = np.empty((m, h, d))
        r = h // g
        for j in range(g):
            mine = q[:, j * r : j * r + r]
            s = (mine.reshape(m * r, d) @ keys[:, j].astype(np.float64).T).reshape(m, r, -1)
            s = np.where(ok[:, None, :], s, -np.inf)
            s = np.exp(s - s.max(-1, keepdims=True))
            s /= s.sum(-1, keepdims=True)
            out[:, j * r : j * r + r] = (s.reshape(m * r, -1) @ values[:, j].astype(np.float64)).reshape(m, r, d)
        return (out.reshape(m, h * d) @ self.w[3].astype(np.float64)).astype(dtype)
