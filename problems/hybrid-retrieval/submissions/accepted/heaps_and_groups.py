"""Characters grouped into tokens, term at a time, heaps for the best, and integers (a common denominator) for fused scores."""

from __future__ import annotations

import heapq
import math
from fractions import Fraction
from itertools import groupby

import numpy as np


def tokenize(text: str) -> list[str]:
    return ["".join(run) for inside, run in groupby(text.casefold(), key=str.isalnum) if inside]


def require(condition: object, message: str) -> None:
    if not condition:
        raise ValueError(message)


class HybridIndex:
    def __init__(self, passages, vectors, *, k1: float = 1.2, b: float = 0.75) -> None:
        require(k1 >= 0 and 0 <= b <= 1, "parameter out of range")
        self.rows = np.asarray(vectors, float)
        require(self.rows.ndim == 2 and self.rows.shape[0] == len(passages), "shape")
        require(np.isfinite(self.rows).all(), "finite")
        self.place: dict[str, int] = {}
        self.postings: dict[str, dict[int, int]] = {}
        self.length: list[int] = []
        self.k1, self.b = k1, b
        for number, (name, text) in enumerate(passages):
            require(name not in self.place, "id twice")
            self.place[name] = number
            tokens = tokenize(text)
            self.length.append(len(tokens))
            for token in tokens:
                entry = self.postings.setdefault(token, {})
                entry[number] = entry.get(number, 0) + 1
        self.names = list(self.place)
        self.total = sum(self.length)

    def best(self, scores: dict[int, float], limit: int) -> list[tuple[str, float]]:
        require(limit >= 1, "limit")
        top = heapq.nsmallest(limit, ((-score, number) for number, score in scores.items()))
        return [(self.names[number], -negative) for negative, number in top]

    def keyword(self, query, limit):
        n, scores = len(self.names), {}
        for token in sorted(tokenize(query)):
            entry = self.postings.get(token, {})
            rarity = math.log((n + 1) / (len(entry) + 0.5))
            for number, tf in entry.items():
                relative = self.length[number] * n / self.total
                part = rarity * (self.k1 + 1) / (1 + self.k1 * (1 + self.b * (relative - 1)) / tf)
                scores[number] = scores.get(number, 0.0) + part
        return self.best(scores, limit)

    def dense(self, query_vector, limit):
        query = np.asarray(query_vector, float)
        require(query.shape == self.rows.shape[1:] and np.isfinite(query).all(), "query")
        scores = {}
        if np.linalg.norm(query) > 0:
            for number, row in enumerate(self.rows):
                size = np.linalg.norm(row)
                if size > 0:
                    scores[number] = float(np.dot(row / size, query / np.linalg.norm(query)))
        return self.best(scores, limit)

    def search(self, query, query_vector, k, *, depth=50, weights=(1.0, 1.0), trade_off=None):
        require(k >= 1 and depth >= 1, "k and depth")
        words = self.keyword(query, depth)
        meaning = self.dense(query_vector, depth) if query_vector is not None else []
        fused = fuse([[name for name, _ in words], [name for name, _ in meaning]], weights=weights)
        del fused[depth:]
        if trade_off is not None:
            return diversify(fused, {name: self.rows[self.place[name]] for name, _ in fused}, k, trade_off)
        return [name for name, _ in fused][:k]


def fuse(rankings, *, weights=None, constant=60.0):
    weights = [1] * len(rankings) if weights is None else list(weights)
    require(len(weights) == len(rankings), "one weight per ranking")
    for number in (constant, *weights):
        require(0 <= number <= 1e300, "out of range")
    entries: dict[str, dict[int, int]] = {}
    for at, ranking in enumerate(rankings):
        require(len(ranking) == len(set(ranking)), "id twice")
        if weights[at] > 0:
            for rank, name in enumerate(ranking, 1):
                entries.setdefault(name, {})[at] = rank
    base = Fraction(constant)
    exact = {
        name: sum((Fraction(weights[at]) / (base + rank) for at, rank in ranks.items()), start=Fraction())
        for name, ranks in entries.items()
    }
    far = len(entries) + 1
    names = sorted(entries)
    for at in reversed(range(len(rankings))):
        names.sort(key=lambda name, at=at: entries[name].get(at, far))
    names.sort(key=exact.__getitem__, reverse=True)
    return [(name, float(exact[name])) for name in names]


def diversify(candidates, vectors, k, trade_off):
    require(k >= 1 and 0 <= trade_off <= 1, "k or trade_off")
    require(len({name for name, _ in candidates}) == len(candidates), "candidate twice")
    scores = [score for _, score in candidates]
    low, width = min(scores, default=0.0), max(scores, default=0.0) - min(scores, default=0.0)
    remaining = {}
    for name, score in candidates:
        vector = np.asarray(vectors[name], float)
        size = float(np.sqrt(np.sum(vector * vector)))
        remaining[name] = ((score - low) / width if width else 1.0, vector / size if size else vector)
    nearest = dict.fromkeys(remaining, 0.0)
    chosen: list[str] = []
    while remaining and len(chosen) < k:
        name = max(remaining, key=lambda each: trade_off * remaining[each][0] - (1 - trade_off) * nearest[each])
        _, direction = remaining.pop(name)
        for each, (_, other) in remaining.items():
            cosine = float(np.dot(direction, other))
            nearest[each] = max(nearest[each], cosine) if chosen else cosine
        chosen.append(name)
    return chosen
