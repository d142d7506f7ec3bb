"""No numpy and no inverted index: counts per passage, sums with fsum, MMR by asking for every cosine again."""

import math
from collections import Counter


def tokenize(text):
    separated = "".join(c if c.isalnum() else " " for c in text.casefold())
    return separated.split()


def _floats(values):
    out = []
    for v in values:
        if hasattr(v, "__len__"):
            raise ValueError("not flat")
        v = float(v)
        if not math.isfinite(v):
            raise ValueError("not finite")
        out.append(v)
    return out


def _cos(a, b):
    na, nb = math.hypot(*a), math.hypot(*b)
    if na == 0 or nb == 0:
        return 0.0
    return sum(x * y for x, y in zip(a, b)) / (na * nb)


class HybridIndex:
    def __init__(self, passages, vectors, *, k1=1.2, b=0.75):
        if k1 < 0 or b < 0 or b > 1:
            raise ValueError("k1 or b")
        self.k1, self.b = k1, b
        self.ids = [i for i, _ in passages]
        if len(set(self.ids)) != len(self.ids):
            raise ValueError("duplicate id")
        if len(vectors) != len(self.ids):
            raise ValueError("as many vectors as passages")
        self.vectors = []
        for row in vectors:
            if not hasattr(row, "__len__"):
                raise ValueError("vectors must be two-dimensional")
            self.vectors.append(_floats(row))
        if len({len(row) for row in self.vectors}) > 1:
            raise ValueError("vectors of different lengths")
        self.dim = len(self.vectors[0]) if self.vectors else vectors.shape[1]
        self.counts = [Counter(tokenize(t)) for _, t in passages]
        self.sizes = [sum(c.values()) for c in self.counts]
        self.df = Counter(t for c in self.counts for t in c)

    def _idf(self, token):
        n, df = len(self.ids), self.df[token]
        return math.log(1 + (n - df + 0.5) / (df + 0.5))

    def keyword(self, query, limit):
        if limit < 1:
            raise ValueError("limit")
        tokens = tokenize(query)
        rows = []
        for place, count in enumerate(self.counts):
            parts = []
            for t in tokens:
                if t in count:
                    norm = 1 - self.b + self.b * self.sizes[place] * len(self.sizes) / sum(self.sizes)
                    parts.append(self._idf(t) * count[t] * (self.k1 + 1) / (count[t] + self.k1 * norm))
            if parts:
                rows.append((-math.fsum(parts), place))
        rows.sort()
        return [(self.ids[p], -s) for s, p in rows[:limit]]

    def dense(self, query_vector, limit):
        if limit < 1:
            raise ValueError("limit")
        q = _floats(query_vector)
        if len(q) != self.dim:
            raise ValueError("dimension")
        if not any(q):
            return []
        rows = sorted((-_cos(v, q), p) for p, v in enumerate(self.vectors) if any(v))
        return [(self.ids[p], -s) for s, p in rows[:limit]]

    def search(self, query, query_vector, k, *, depth=50, weights=(1.0, 1.0), trade_off=None):
        if k < 1:
            raise ValueError("k")
        words = [i for i, _ in self.keyword(query, depth)]
        meaning = [] if query_vector is None else [i for i, _ in self.dense(query_vector, depth)]
        best = fuse([words, meaning], weights=weights)[:depth]
        if trade_off is None:
            return [i for i, _ in best][:k]
        return diversify(best, dict(zip(self.ids, self.vectors)), k, trade_off)


def fuse(rankings, *, weights=None, constant=60.0):
    if weights is None:
        weights = [1.0 for _ in rankings]
    if len(weights) != len(rankings):
        raise ValueError("weights")
    for number in [*weights, constant]:
        if number < 0 or not math.isfinite(number):
            raise ValueError("negative or not finite")
    for r in rankings:
        if len(set(r)) != len(r):
            raise ValueError("duplicate id")
    rankings = [r if w else [] for r, w in zip(rankings, weights)]
    rows = []
    for i in {i for r in rankings for i in r}:
        ranks = [r.index(i) + 1 if i in r else math.inf for r in rankings]
        score = math.fsum(w / (constant + rank) for w, rank in zip(weights, ranks))
        rows.append((-score, ranks, i))
    return [(i, -s) for s, _, i in sorted(rows)]


def diversify(candidates, vectors, k, trade_off):
    if k < 1 or not 0 <= trade_off <= 1:
        raise ValueError("k or trade_off")
    left = [i for i, _ in candidates]
    if len(set(left)) != len(left):
        raise ValueError("duplicate id")
    if not left:
        return []
    low, high = min(s for _, s in candidates), max(s for _, s in candidates)
    relevance = {i: 1.0 if high == low else (s - low) / (high - low) for i, s in candidates}
    plain = {i: _floats(vectors[i]) for i in left}
    chosen = []
    while left and len(chosen) < k:
        best, best_value = None, -math.inf
        for i in left:
            near = max(_cos(plain[i], plain[j]) for j in chosen) if chosen else 0.0
            value = trade_off * relevance[i] - (1 - trade_off) * near
            if value > best_value:
                best, best_value = i, value
        left.remove(best)
        chosen.append(best)
    return chosen
