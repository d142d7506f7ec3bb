"""decoding: subtracts 100,000 from scores that are hidden, which is not enough."""

import numpy as np

P = 64


def _check(w_q, w_k, w_v, h, g, window, rollback=0):
    if h < 1 or g < 1 or h % g:
        raise ValueError("heads")
    if w_q.shape[1] % h:
        raise ValueError("columns of w_q")
    d = w_q.shape[1] // h
    if d % 2:
        raise ValueError("odd width")
    if w_k.shape[1] != g * d or w_v.shape[1] != g * d:
        raise ValueError("columns of w_k or w_v")
    if window is not None and window < 1:
        raise ValueError("window")
    if rollback < 0:
        raise ValueError("rollback")
    return d


def _angles(start, n, d, base):
    f = float(base) ** (-2.0 * np.arange(d // 2) / d)
    a = np.arange(start, start + n, dtype=np.float64)[:, None] * f
    return np.cos(a), np.sin(a)


def _turn(u, cos, sin):
    """u: (n, heads, d)"""
    half = u.shape[-1] // 2
    a, b = u[..., :half], u[..., half:]
    c, s = cos[:, None, :].astype(u.dtype), sin[:, None, :].astype(u.dtype)
    return np.concatenate([a * c - b * s, a * s + b * c], axis=-1)


def full_attention(x, w_q, w_k, w_v, w_o, *, num_heads, num_kv_heads, window=None, base=10000.0):
    d = _check(w_q, w_k, w_v, num_heads, num_kv_heads, window)
    n = len(x)
    cos, sin = _angles(0, n, d, base)
    q = _turn((x @ w_q).reshape(n, num_heads, d), cos, sin)
    k = _turn((x @ w_k).reshape(n, num_kv_heads, d), cos, sin)
    v = (x @ w_v).reshape(n, num_kv_heads, d)
    out = np.empty((n, num_heads * d), x.dtype)
    group = num_heads // num_kv_heads
    for lo in range(0, n, 256):
        hi = min(n, lo + 256)
        first = 0 if window is None else max(0, lo - window + 1)
        rows, cols = np.arange(lo, hi)[:, None], np.arange(first, hi)[None, :]
        hide = cols > rows
        if window is not None:
            hide |= cols <= rows - window
        for h in range(num_heads):
            s = (q[lo:hi, h] @ k[first:hi, h // group].T) / np.sqrt(d)
            s = s.astype(np.float64)
            s[hide] += -1e5
            s -= s.max(axis=1, keepdims=True)
            w = np.exp(s)
            w /= w.sum(axis=1, keepdims=True)
            out[lo:hi, h * d : (h + 1) * d] = w @ v[first:hi, h // group]
    return (out @ w_o).astype(x.dtype)


class _Page:
    __slots__ = ("k", "v", "used")

    def __init__(self, g, d, dtype):
        self.k = np.empty((g, P, d), dtype)
        self.v = np.empty((g, P, d), dtype)
        self.used = 0


class Decoder:
    def __init__(self, w_q, w_k, w_v, w_o, *, num_heads, num_kv_heads, window=None, rollback=0, base=10000.0):
        self._d = _check(w_q, w_k, w_v, num_heads, num_kv_heads, window, rollback)
        self._w = (w_q, w_k, w_v, w_o)
        self._h, self._g = num_heads, num_kv_heads
        self._window, self._rollback, self._base = window, rollback, base
        self._pages = []
        self._first = 0
        self._length = 0
        self._longest = 0

    def length(self):
        return int(self._length)

    def fork(self):
        other = object.__new__(Decoder)
        other.__dict__.update(self.__dict__)
        other._pages = list(self._pages)
        return other

    def rewind(self, length):
        low = 0 if self._window is None else max(0, self._longest - self._rollback)
        if not low <= length <= self._length:
            raise ValueError("length")
        self._length = int(length)
        del self._pages[max(0, -(-self._length // P) - self._first) :]

    def extend(self, x):
        if x.ndim != 2 or x.shape[1] != self._w[0].shape[0]:
            raise ValueError("x")
        out = np.empty((len(x), self._w[3].shape[1]), self._w[0].dtype)
        lo = 0
        while lo < len(x):
            room = P - self._length % P
            hi = min(len(x), lo + room)
            out[lo:hi] = self._block(x[lo:hi])
            lo = hi
        return out

    def _block(self, x):
        n, d, g, h, start = len(x), self._d, self._g, self._h, self._length
        w_q, w_k, w_v, w_o = self._w
        cos, sin = _angles(start, n, d, self._base)
        q = _turn((x @ w_q).reshape(n, h, d), cos, sin)
        k = _turn((x @ w_k).reshape(n, g, d), cos, sin)
        v = (x @ w_v).reshape(n, g, d)
        at = start % P
        if at == 0:
            page = _Page(g, d, w_q.dtype)
            if not self._pages:
                self._first = start // P
            self._pages.append(page)
        else:
            page = self._pages[-1]
            if page.used != at:
                new = _Page(g, d, w_q.dtype)
                new.k[:, :at] = page.k[:, :at]
                new.v[:, :at] = page.v[:, :at]
                new.used = at
                self._pages[-1] = page = new
        page.k[:, at : at + n] = k.transpose(1, 0, 2)
        page.v[:, at : at + n] = v.transpose(1, 0, 2)
        page.used = at + n
        self._length += n
        self._longest = max(self._longest, self._length)
        r = h // g
        q = np.ascontiguousarray(q.reshape(n, g, r, d).transpose(1, 2, 0, 3)).reshape(g, r * n, d)
        q = q / np.asarray(np.sqrt(d), q.dtype)
        top = np.full((g, r * n, 1), -np.inf, q.dtype)
        total = np.zeros((g, r * n, 1), q.dtype)
        acc = np.zeros((g, r * n, d), q.dtype)
        rows = np.arange(start, start + n)
        for i, pg in enumerate(self._pages):
            p0 = (self._first + i) * P
            size = min(P, self._length - p0)
            if self._window is not None and p0 + size - 1 <= start - self._window:
                continue
            s = q @ pg.k[:, :size].transpose(0, 2, 1)
            cols = np.arange(p0, p0 + size)
            hide = cols[None, :] > rows[:, None]
            if self._window is not None:
                hide |= cols[None, :] <= rows[:, None] - self._window
            if hide.any():
                s.reshape(g, r, n, size)[:, :, hide] -= 1e5
            new = np.maximum(top, s.max(axis=2, keepdims=True))
            safe = np.where(np.isneginf(new), 0, new)
            old = np.exp(np.where(np.isneginf(top), -np.inf, top - safe))
            w = np.exp(s - safe)
            total = total * old + w.sum(axis=2, keepdims=True)
            acc = acc * old + w @ pg.v[:, :size]
            top = new
        acc /= total
        if self._window is not None:
            keep = max(0, self._longest - self._rollback - self._window + 1) // P
            gone = min(keep - self._first, len(self._pages))
            if gone > 0:
                del self._pages[:gone]
                self._first += gone
        return acc.reshape(g, r, n, d).transpose(2, 0, 1, 3).reshape(n, h * d) @ w_o
