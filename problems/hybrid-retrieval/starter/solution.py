"""Hybrid retrieval: keywords, embeddings, both. The brief has the definitions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy.typing as npt


def tokenize(text: str) -> list[str]:
    """Return the tokens of a text, in order, repeated ones too."""
    raise NotImplementedError


class HybridIndex:
    """Passages with their vectors; found by words, by direction, or by both."""

    def __init__(
        self, passages: Sequence[tuple[str, str]], vectors: npt.ArrayLike, *, k1: float = 1.2, b: float = 0.75
    ) -> None:
        """Take n passages as (id, text), and their vectors of shape (n, dim).

        Raises:
            ValueError: An id repeats, a shape or a parameter is wrong, or a number is not finite.
        """
        raise NotImplementedError

    def keyword(self, query: str, limit: int) -> list[tuple[str, float]]:
        """Return the passages that have a token of the query, as (id, BM25 score), best first, at most `limit`."""
        raise NotImplementedError

    def dense(self, query_vector: npt.ArrayLike, limit: int) -> list[tuple[str, float]]:
        """Return the passages whose vector is not zero, as (id, cosine), best first, at most `limit`."""
        raise NotImplementedError

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
        """Return at most k ids by both rankings; `query_vector` is None where the embedder did not answer."""
        raise NotImplementedError


def fuse(
    rankings: Sequence[Sequence[str]], *, weights: Sequence[float] | None = None, constant: float = 60.0
) -> list[tuple[str, float]]:
    """Return all ids of the rankings as (id, score) by reciprocal rank fusion, best first."""
    raise NotImplementedError


def diversify(
    candidates: Sequence[tuple[str, float]], vectors: Mapping[str, npt.ArrayLike], k: int, trade_off: float
) -> list[str]:
    """Return at most k ids in the order in which maximal marginal relevance chooses them."""
    raise NotImplementedError
