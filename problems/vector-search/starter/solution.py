"""Exact search by cosine similarity, with filters. The brief has the definitions."""

from __future__ import annotations

from typing import Any

import numpy.typing as npt


class VectorIndex:
    """Items with an id, a vector of `dim` numbers and metadata; found by cosine similarity."""

    def __init__(self, dim: int) -> None:
        """Begin empty. Raises ValueError where dim is below 1."""
        raise NotImplementedError

    def __len__(self) -> int:
        """Return how many items are in the index."""
        raise NotImplementedError

    def ids(self) -> list[str]:
        """Return the ids of all items, in the order in which they were added."""
        raise NotImplementedError

    def add(self, ids: list[str], vectors: npt.ArrayLike, metadata: list[dict[str, Any]] | None = None) -> None:
        """Add items in the given order, or none of them.

        Args:
            ids: n ids, none of them in the index yet.
            vectors: n x dim finite numbers.
            metadata: n flat dictionaries; None stands for empty ones.

        Raises:
            ValueError: A shape or a length is wrong, a number is not finite, or an id repeats or is known already.
        """
        raise NotImplementedError

    def remove(self, ids: list[str]) -> None:
        """Remove items, or none of them.

        Raises:
            KeyError: An id is not in the index.
            ValueError: An id repeats.
        """
        raise NotImplementedError

    def search(self, query: npt.ArrayLike, k: int, where: dict[str, Any] | None = None) -> list[tuple[str, float]]:
        """Return the k items most similar to the query, as (id, score), best first; of equals the one added earlier.

        Args:
            query: dim finite numbers.
            k: How many items at most; at least 1.
            where: For each field the value that an item must have, or a list of values of which it must have one.

        Raises:
            ValueError: The query's shape is wrong, it is not finite, or k is below 1.
        """
        raise NotImplementedError
