"""keyword: takes a mean length below 1 for 1, so as not to divide by 0."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from fractions import Fraction

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
Ranking = list[tuple[str, float]]

_TOKEN = re.compile(r"[^\W_]+")


def tokenize(text: str) -> list[str]:
    """Return the case-folded runs of letters and digits."""
    return _TOKEN.findall(text.casefold())


class HybridIndex:
    """Passages with their vectors; found by words, by direction, or by both."""

    def __init__(
        self,
        passages: Sequence[tuple[str, str]],
        vectors: npt.ArrayLike,
        *,
        k1: float = 1.2,
        b: float = 0.75,
    ) -> None:
        if not k1 >= 0 or not 0 <= b <= 1:
            raise ValueError(f"k1 must not be negative and b lie between 0 and 1, not {k1} and {b}")
        rows = np.asarray(vectors, dtype=np.float64)
        if rows.ndim != 2 or len(rows) != len(passages):
            raise ValueError(f"{len(passages)} passages but vectors of shape {rows.shape}")
        if not np.isfinite(rows).all():
            raise ValueError("vectors must be finite")
        self._ids = [passage_id for passage_id, _ in passages]
        self._positions = {passage_id: position for position, passage_id in enumerate(self._ids)}
        if len(self._positions) < len(self._ids):
            raise ValueError("an id is there twice")
        self._units = _units(rows)
        self._weights = _term_weights([text for _, text in passages], k1, b)

    def keyword(self, query: str, limit: int) -> Ranking:
        """Return the passages with a word of the query, by BM25."""
        _at_least_one(limit)
        scores: defaultdict[int, float] = defaultdict(float)
        for token in tokenize(query):
            for position, weight in self._weights.get(token, ()):
                scores[position] += weight
        return self._ranked(scores, limit)

    def dense(self, query_vector: npt.ArrayLike, limit: int) -> Ranking:
        """Return the passages that have a direction, by cosine."""
        _at_least_one(limit)
        query = np.asarray(query_vector, dtype=np.float64)
        if query.shape[1:] or not np.isfinite(query).all():
            raise ValueError(f"expected {self._units.shape[1]} finite numbers, got {query_vector}")
        cosines = self._units @ _units(query[np.newaxis])[0]  # raises ValueError itself for another length
        return self._ranked(
            {int(at): float(cosines[at]) for at in np.flatnonzero(self._units.any(axis=1) & query.any())}, limit
        )

    def search(
        self,
        query: str,
        query_vector: npt.ArrayLike | None,
        k: int,
        *,
        depth: int = 50,
        weights: tuple[float, float] = (1.0, 1.0),
        trade_off: float | None = None,
    ) -> list[str]:
        """Return the ids of the k best by both rankings, thinned out where a trade-off is given."""
        _at_least_one(k)
        rankings = [self.keyword(query, depth)]
        rankings.append([] if query_vector is None else self.dense(query_vector, depth))
        fused = fuse([[passage_id for passage_id, _ in ranking] for ranking in rankings], weights=weights)[:depth]
        if trade_off is None:
            return [passage_id for passage_id, _ in fused[:k]]
        vectors = {passage_id: self._units[self._positions[passage_id]] for passage_id, _ in fused}
        return diversify(fused, vectors, k, trade_off)

    def _ranked(self, scores: Mapping[int, float], limit: int) -> Ranking:
        order = sorted(scores, key=lambda position: (-scores[position], position))
        return [(self._ids[position], scores[position]) for position in order[:limit]]


def fuse(
    rankings: Sequence[Sequence[str]], *, weights: Sequence[float] | None = None, constant: float = 60.0
) -> Ranking:
    """Return all ids of the rankings by reciprocal rank fusion; of equals the one that the earlier rankings prefer.

    Fractions, since the order in which floats are added decides their last bit, and that would decide between equals.
    """
    shares = [1.0] * len(rankings) if weights is None else list(weights)
    if len(shares) != len(rankings):
        raise ValueError(f"{len(rankings)} rankings but {len(shares)} weights")
    if not all(0 <= share < math.inf for share in shares) or not (constant >= 0 and math.isfinite(constant)):
        raise ValueError("weights and the constant must be finite and not negative")
    ranks: dict[str, list[float]] = {}
    scores: defaultdict[str, Fraction] = defaultdict(Fraction)
    for number, ranking in enumerate(rankings):
        if len(set(ranking)) < len(ranking):
            raise ValueError("an id is there twice in one ranking")
        for rank, passage_id in enumerate(ranking if shares[number] else [], start=1):
            ranks.setdefault(passage_id, [math.inf] * len(rankings))[number] = rank
            scores[passage_id] += Fraction(shares[number]) / (Fraction(constant) + rank)
    order = sorted(ranks, key=lambda passage_id: (-scores[passage_id], ranks[passage_id]))
    return [(passage_id, float(scores[passage_id])) for passage_id in order]


def diversify(
    candidates: Sequence[tuple[str, float]], vectors: Mapping[str, npt.ArrayLike], k: int, trade_off: float
) -> list[str]:
    """Return k ids by maximal marginal relevance, relevance being scaled to [0, 1] over the candidates."""
    _at_least_one(k)
    if not 0 <= trade_off <= 1:
        raise ValueError(f"trade_off must lie between 0 and 1, not {trade_off}")
    ids = [passage_id for passage_id, _ in candidates]
    if len(set(ids)) < len(ids):
        raise ValueError("a candidate is there twice")
    if not ids:
        return []
    units = _units(np.array([vectors[passage_id] for passage_id in ids], dtype=np.float64))
    relevance = _scaled(np.array([score for _, score in candidates], dtype=np.float64))
    redundancy = np.zeros(len(ids))
    chosen: list[int] = []
    for _ in range(min(k, len(ids))):
        values = trade_off * relevance - (1 - trade_off) * redundancy
        values[chosen] = -np.inf
        best = int(np.argmax(values))
        similarity = units @ units[best]
        redundancy = np.maximum(redundancy, similarity) if chosen else similarity
        chosen.append(best)
    return [ids[position] for position in chosen]


def _term_weights(texts: Sequence[str], k1: float, b: float) -> dict[str, list[tuple[int, float]]]:
    """Return for each token the positions of the passages that have it, with what it adds to their scores."""
    counts = [Counter(tokenize(text)) for text in texts]
    lengths = [count.total() for count in counts]
    average = max(1.0, sum(lengths) / max(1, len(lengths)))
    postings: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for position, count in enumerate(counts):
        for token, frequency in count.items():
            postings[token].append((position, frequency))
    weights = {}
    for token, places in postings.items():
        rarity = math.log(1 + (len(texts) - len(places) + 0.5) / (len(places) + 0.5))
        weights[token] = [
            (at, rarity * n * (k1 + 1) / (n + k1 * (1 - b + b * lengths[at] / average))) for at, n in places
        ]
    return weights


def _units(rows: FloatArray) -> FloatArray:
    """Scale each row to length 1; a row of zeros stays as it is, and so is similar to nothing."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths.astype(bool))


def _scaled(scores: FloatArray) -> FloatArray:
    spread = scores.max() - scores.min()
    return (scores - scores.min()) / spread if spread else np.ones(len(scores))


def _at_least_one(count: int) -> None:
    if count < 1:
        raise ValueError(f"at least 1 must be asked for, not {count}")
