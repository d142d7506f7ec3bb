"""A dense matrix of BM25 weights, all rankings by stable argsort, fused scores rounded to twelve digits."""

import re
from itertools import chain

import numpy as np


def tokenize(text: str) -> list[str]:
    return [part for part in re.split(r"[\W_]+", text.casefold()) if part]


def _top(scores: np.ndarray, wanted: np.ndarray, limit: int) -> np.ndarray:
    if limit < 1:
        raise ValueError("limit must be positive")
    places = np.flatnonzero(wanted)
    return places[np.argsort(-scores[places], kind="stable")][:limit]


def _direction(matrix: np.ndarray) -> np.ndarray:
    norm = np.sqrt((matrix**2).sum(axis=-1, keepdims=True))
    norm[norm == 0] = 1
    return matrix / norm


class HybridIndex:
    def __init__(self, passages, vectors, *, k1=1.2, b=0.75):
        matrix = np.array(vectors, dtype=float)
        names = np.array([name for name, _ in passages], dtype=object)
        if k1 < 0 or not 0 <= b <= 1:
            raise ValueError("parameters")
        if matrix.ndim != 2 or matrix.shape[0] != names.size or np.unique(names.astype(str)).size != names.size:
            raise ValueError("ids or shape")
        if not np.all(np.isfinite(matrix)):
            raise ValueError("finite numbers only")
        self.names = names
        self.matrix = _direction(matrix)
        bags = [tokenize(text) for _, text in passages]
        self.columns = {token: at for at, token in enumerate(sorted(set(chain.from_iterable(bags))))}
        tf = np.zeros((len(bags), len(self.columns)))
        for row, bag in enumerate(bags):
            for token in bag:
                tf[row, self.columns[token]] += 1
        self.tf = tf
        if tf.size:
            df = (tf > 0).sum(axis=0)
            size = tf.sum(axis=1, keepdims=True)
            idf = np.log1p((len(bags) - df + 0.5) / (df + 0.5))
            below = tf + k1 * (1 - b + b * size / size.mean())
            self.bm25 = np.divide(idf * tf * (k1 + 1), below, out=np.zeros_like(tf), where=tf > 0)

    def keyword(self, query, limit):
        columns = [self.columns[token] for token in tokenize(query) if token in self.columns]
        if not columns:
            _top(np.zeros(0), np.zeros(0), limit)
            return []
        scores = sum(self.bm25[:, column] for column in columns)
        hits = self.tf[:, columns].any(axis=1)
        return [(self.names[at], float(scores[at])) for at in _top(scores, hits, limit)]

    def dense(self, query_vector, limit):
        query = np.array(query_vector, dtype=float)
        if query.shape != (self.matrix.shape[1],) or not np.isfinite(query).all():
            raise ValueError("query")
        scores = (self.matrix * _direction(query)).sum(axis=1)
        hits = self.matrix.any(axis=1) & query.any()
        return [(self.names[at], float(scores[at])) for at in _top(scores, hits, limit)]

    def search(self, query, query_vector, k, *, depth=50, weights=(1.0, 1.0), trade_off=None):
        lists = [self.keyword(query, depth), [] if query_vector is None else self.dense(query_vector, depth)]
        fused = fuse([[name for name, _ in each] for each in lists], weights=list(weights))[:depth]
        if trade_off is None:
            if k < 1:
                raise ValueError("k")
            return [name for name, _ in fused[:k]]
        rows = {name: row for name, row in zip(self.names, self.matrix, strict=True)}
        return diversify(fused, rows, k, trade_off)


def fuse(rankings, *, weights=None, constant=60.0):
    w = np.ones(len(rankings)) if weights is None else np.array(weights, dtype=float)
    if w.size != len(rankings) or not np.isfinite([*w, constant]).all() or min([*w, constant]) < 0:
        raise ValueError("weights")
    if any(len(set(each)) < len(each) for each in rankings):
        raise ValueError("repeated id")
    names = list(dict.fromkeys(name for each, weight in zip(rankings, w, strict=True) if weight for name in each))
    ranks = np.full((len(rankings), len(names)), np.inf)
    at = {name: column for column, name in enumerate(names)}
    for row, each in enumerate(rankings):
        if w[row]:
            ranks[row, [at[name] for name in each]] = np.arange(1, len(each) + 1)
    scores = (w[:, None] / (constant + ranks)).sum(axis=0)
    order = np.lexsort([*ranks[::-1], -np.round(scores, 12)])
    return [(names[column], float(scores[column])) for column in order]


def diversify(candidates, vectors, k, trade_off):
    names = [name for name, _ in candidates]
    if k < 1 or not 0.0 <= trade_off <= 1.0 or len(set(names)) < len(names):
        raise ValueError("arguments")
    if not names:
        return []
    rows = _direction(np.array([np.asarray(vectors[name], dtype=float) for name in names]))
    similar = np.einsum("id,jd->ij", rows, rows)
    scores = np.array([score for _, score in candidates])
    relevance = np.ones(len(names)) if np.ptp(scores) == 0 else (scores - scores.min()) / np.ptp(scores)
    taken = [int(relevance.argmax())] if trade_off else [0]
    free = [at for at in range(len(names)) if at != taken[0]]
    while free and len(taken) < k:
        values = trade_off * relevance[free] - (1 - trade_off) * similar[np.ix_(free, taken)].max(axis=1)
        taken.append(free.pop(int(values.argmax())))
    return [names[at] for at in taken]
