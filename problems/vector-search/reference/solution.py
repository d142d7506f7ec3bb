"""Exact cosine search: unit rows in one growing buffer, so that a search is one matrix product and a partition.

    rows      capacity x dim, float64; the first `len` are in use, each of length 1 or all zero
    numbers   capacity; when the row's item was added, which decides between equal scores
    ids, metadata       lists beside the rows in use;  places: id -> row

A removed row's place is taken by the last row, so rows are dense and in no order of their own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
Metadata = dict[str, Any]

_FIRST_CAPACITY = 16


class VectorIndex:
    """Items with an id, a vector and metadata; found by cosine similarity."""

    def __init__(self, dim: int) -> None:
        if dim < 1:
            raise ValueError(f"dim must be at least 1, not {dim}")
        self._dim = dim
        self._rows: FloatArray = np.zeros((_FIRST_CAPACITY, dim))
        self._numbers: IntArray = np.zeros(_FIRST_CAPACITY, dtype=np.int64)
        self._ids: list[str] = []
        self._metadata: list[Metadata] = []
        self._places: dict[str, int] = {}
        self._next_number = 0

    def __len__(self) -> int:
        return len(self._ids)

    def ids(self) -> list[str]:
        """Return the ids in the order of adding, which is the dictionary's own: a row that moves keeps its entry."""
        return list(self._places)

    def add(self, ids: Sequence[str], vectors: npt.ArrayLike, metadata: Sequence[Metadata] | None = None) -> None:
        """Add items in the given order, or none of them; raises ValueError."""
        new_ids, units = list(ids), _units(self._checked(vectors, (len(ids), self._dim)))
        described = [{} for _ in new_ids] if metadata is None else [dict(each) for each in metadata]
        if len(described) != len(new_ids):
            raise ValueError(f"{len(new_ids)} ids but metadata for {len(described)}")
        if len(set(new_ids)) < len(new_ids):
            raise ValueError("an id is there twice in one call")
        if known := [each for each in new_ids if each in self._places]:
            raise ValueError(f"already in the index: {known[:5]}")
        begin, end = len(self), len(self) + len(new_ids)
        self._reserve(end)
        self._rows[begin:end] = units
        self._numbers[begin:end] = np.arange(self._next_number, self._next_number + len(new_ids))
        self._next_number += len(new_ids)
        self._places.update(zip(new_ids, range(begin, end), strict=True))
        self._ids += new_ids
        self._metadata += described

    def remove(self, ids: Sequence[str]) -> None:
        """Remove items, or none of them; raises KeyError for an unknown id, ValueError for a repeated one."""
        gone = list(ids)
        if unknown := [each for each in gone if each not in self._places]:
            raise KeyError(unknown[0])
        if len(set(gone)) < len(gone):
            raise ValueError("an id is there twice in one call")
        for each in gone:
            self._remove_one(each)

    def search(self, query: npt.ArrayLike, k: int, where: Mapping[str, Any] | None = None) -> list[tuple[str, float]]:
        """Return the k best of the items that match, best first, of equals the one added earlier; O(n * dim)."""
        if k < 1:
            raise ValueError(f"k must be at least 1, not {k}")
        unit = _units(self._checked(query, (self._dim,))[np.newaxis])[0]
        scores = self._rows[: len(self)] @ unit
        if not where:
            return self._answer(_best(scores, self._numbers[: len(self)], k), scores)
        rows = self._matching(where)
        return self._answer(rows[_best(scores[rows], self._numbers[rows], k)], scores)

    def _checked(self, values: npt.ArrayLike, shape: tuple[int, ...]) -> FloatArray:
        """Return the values as float64; wider before anything is squared, so that short float32 vectors survive."""
        array = np.asarray(values, dtype=np.float64)
        if array.shape != shape:
            raise ValueError(f"expected shape {shape}, got {array.shape}")
        if not np.isfinite(array).all():
            raise ValueError("vectors must be finite")
        return array

    def _reserve(self, count: int) -> None:
        """Make room for so many rows; doubling, so that adding one by one copies each row a constant number of times."""
        capacity = len(self._rows)
        if count <= capacity:
            return
        rows, numbers = self._rows, self._numbers
        capacity = max(count, 2 * capacity)
        self._rows = np.zeros((capacity, self._dim))
        self._numbers = np.zeros(capacity, dtype=np.int64)
        self._rows[: len(self)] = rows[: len(self)]
        self._numbers[: len(self)] = numbers[: len(self)]

    def _remove_one(self, item_id: str) -> None:
        row, last = self._places.pop(item_id), len(self) - 1
        last_id, last_metadata = self._ids.pop(), self._metadata.pop()
        if row == last:
            return
        self._rows[row] = self._rows[last]
        self._numbers[row] = self._numbers[last]
        self._ids[row], self._metadata[row] = last_id, last_metadata
        self._places[last_id] = row

    def _matching(self, where: Mapping[str, Any]) -> IntArray:
        """Return the rows whose metadata have, for every field, one of the wanted values."""
        rows: Sequence[int] = range(len(self))
        for field, wanted in where.items():
            values = wanted if isinstance(wanted, list) else [wanted]
            rows = [row for row in rows if field in (data := self._metadata[row]) and data[field] in values]
        return np.array(rows, dtype=np.int64)

    def _answer(self, rows: IntArray, scores: FloatArray) -> list[tuple[str, float]]:
        return [(self._ids[row], float(scores[row])) for row in rows.tolist()]


def _units(vectors: FloatArray) -> FloatArray:
    """Scale each row to length 1; a row of zeros stays as it is, and so scores 0 against everything."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors / np.where(lengths == 0, 1.0, lengths)


def _best(scores: FloatArray, numbers: IntArray, k: int) -> IntArray:
    """Return the positions of the k best, in order.

    All that score as well as the k-th are sorted, so that the cut through equals is made by their numbers.
    """
    positions = np.arange(len(scores))
    if k < len(scores):
        positions = np.flatnonzero(scores >= np.partition(scores, len(scores) - k)[len(scores) - k])
    return positions[np.lexsort((numbers[positions], -scores[positions]))[:k]]
