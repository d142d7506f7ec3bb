"""decoding: does not subtract the largest score."""

import numpy as np


class Log:
    """Rows that are only ever appended. A decoder knows it by a span (log, begin, end, first position)."""

    def __init__(self, groups, width, dtype):
        self.used = 0
        self.k = np.empty((groups, 16, width), dtype)
        self.v = np.empty((groups, 16, width), dtype)

    def append(self, k, v):
        if self.used == self.k.shape[1]:
            self.k = np.concatenate([self.k, np.empty_like(self.k)], axis=1)
            self.v = np.concatenate([self.v, np.empty_like(self.v)], axis=1)
        self.k[:, self.used] = k
        self.v[:, self.used] = v
        self.used += 1


class Decoder:
    longest_log = 512

    def __init__(self, w_q, w_k, w_v, w_o, *, num_heads, num_kv_heads, window=None, rollback=0, base=10000.0):
        if num_heads < 1 or num_kv_heads < 1:
            raise ValueError("at least one head of each kind")
        self.share, rest = divmod(num_heads, num_kv_heads)
        self.d, other_rest = divmod(w_q.shape[1], num_heads)
        if rest or other_rest or self.d % 2:
            raise ValueError("heads do not fit")
        if w_k.shape[1] != self.d * num_kv_heads or w_v.shape[1] != self.d * num_kv_heads:
            raise ValueError("keys or values do not fit")
        if rollback < 0 or (window is not None and window < 1):
            raise ValueError("window or rollback")
        self.w_q, self.w_k, self.w_v, self.w_o = w_q, w_k, w_v, w_o
        self.window, self.rollback = window, rollback
        self.inverse = np.array([float(base) ** (2 * i / self.d) for i in range(self.d // 2)])
        self.spans, self.n, self.peak = [], 0, 0

    def length(self):
        return self.n

    def extend(self, x):
        if x.ndim != 2 or x.shape[1] != self.w_q.shape[0]:
            raise ValueError("x")
        result = np.empty((len(x), self.w_o.shape[1]), x.dtype)
        for number, row in enumerate(x):
            result[number] = self.step(row)
        return result

    def rewind(self, length):
        floor = 0 if self.window is None else self.peak - self.rollback
        if not max(floor, 0) <= length <= self.n:
            raise ValueError("length")
        kept = []
        for log, begin, end, first in self.spans:
            end = min(end, begin + length - first)
            if end > begin:
                kept.append((log, begin, end, first))
        self.spans, self.n = kept, length

    def fork(self):
        twin = object.__new__(Decoder)
        for name, value in self.__dict__.items():
            setattr(twin, name, value)
        twin.spans = list(self.spans)
        return twin

    def turn(self, heads):
        angle = self.n / self.inverse
        cos, sin = np.cos(angle).astype(heads.dtype), np.sin(angle).astype(heads.dtype)
        left, right = np.split(heads, 2, axis=1)
        return np.hstack([left * cos - right * sin, left * sin + right * cos])

    def step(self, row):
        q = self.turn((row @ self.w_q).reshape(-1, self.d))
        self.remember(self.turn((row @ self.w_k).reshape(-1, self.d)), (row @ self.w_v).reshape(-1, self.d))
        low = 0 if self.window is None else self.n - self.window + 1
        seen = [(log, max(begin, begin + low - first), end) for log, begin, end, first in self.spans]
        seen = [(log, begin, end) for log, begin, end in seen if begin < end]
        heads = []
        for group in range(self.w_k.shape[1] // self.d):
            queries = q[group * self.share : (group + 1) * self.share] / float(np.sqrt(self.d))
            scores = np.hstack([queries @ log.k[group, begin:end].T for log, begin, end in seen])
            p = np.exp(scores)
            p /= p.sum(axis=1, keepdims=True)
            mixed, at = 0, 0
            for log, begin, end in seen:
                mixed = mixed + p[:, at : at + end - begin] @ log.v[group, begin:end]
                at += end - begin
            heads.append(mixed.ravel())
        self.n += 1
        self.peak = max(self.peak, self.n)
        if self.window is not None:
            needed = self.peak - self.rollback - self.window + 1
            self.spans = [span for span in self.spans if span[3] + span[2] - span[1] > needed]
        return np.concatenate(heads) @ self.w_o

    def remember(self, k, v):
        if self.spans:
            log, begin, end, first = self.spans[-1]
            if log.used == end and end < self.longest_log:
                log.append(k, v)
                self.spans[-1] = (log, begin, end + 1, first)
                return
        log = Log(*k.shape, k.dtype)
        log.append(k, v)
        self.spans.append((log, 0, 1, self.n))


def full_attention(x, w_q, w_k, w_v, w_o, *, num_heads, num_kv_heads, window=None, base=10000.0):
    decoder = Decoder(w_q, w_k, w_v, w_o, num_heads=num_heads, num_kv_heads=num_kv_heads, window=window, base=base)
    return decoder.extend(x)
