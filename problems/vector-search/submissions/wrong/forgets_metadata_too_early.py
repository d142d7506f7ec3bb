"""changes: forgets what filters need of an item before it knows that all ids can be removed."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from itertools import count, islice
from typing import Any

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
Metadata = dict[str, Any]


class VectorIndex:
    """Items with an id, a vector and metadata; found by cosine similarity."""

    def __init__(self, dim: int) -> None:
        if dim < 1:
            raise ValueError(f"dim must be at least 1, not {dim}")
        self._dim = dim
        self._rows = array("d")
        self._numbers = array("q")
        self._ids: list[str] = []
        self._metadata: list[Metadata] = []
        self._places: dict[str, int] = {}
        self._arrivals = count()

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
        _refuse_repeated(new_ids)
        if known := [each for each in new_ids if each in self._places]:
            raise ValueError(f"already in the index: {known}")
        self._places.update((each, row) for row, each in enumerate(new_ids, len(self)))
        self._rows.frombytes(units.tobytes())
        self._numbers.extend(islice(self._arrivals, len(new_ids)))
        self._ids += new_ids
        self._metadata += described

    def remove(self, ids: Sequence[str]) -> None:
        """Remove items, or none of them; raises KeyError for an unknown id, ValueError for a repeated one."""
        seen: set[str] = set()
        for each in ids:
            if each in seen:
                raise ValueError(f"there twice in one call: {each}")
            if each not in self._places:
                raise KeyError(f"not in the index: {each}")
            seen.add(each)
            self._metadata[self._places[each]] = {}
        for each in ids:
            self._remove_one(each)

    def search(self, query: npt.ArrayLike, k: int, where: Mapping[str, Any] | None = None) -> list[tuple[str, float]]:
        """Return the k best of the items that match, best first, of equals the one added earlier; O(n * dim)."""
        if k < 1:
            raise ValueError(f"k must be at least 1, not {k}")
        unit = _units(self._checked(query, (self._dim,)))
        rows = self._matching(where or {})
        if not rows.size:
            return []
        scores = (self._matrix() @ unit)[rows]
        best = _best(scores, np.frombuffer(self._numbers, dtype=np.int64)[rows], k)
        return [(self._ids[rows[place]], float(scores[place])) for place in best.tolist()]

    def _checked(self, values: npt.ArrayLike, shape: tuple[int, ...]) -> FloatArray:
        """Return the values as float64; wider before anything is squared, so that short float32 vectors survive."""
        array = np.asarray(values, dtype=np.float64)
        if array.shape != shape:
            raise ValueError(f"expected shape {shape}, got {array.shape}")
        if not np.isfinite(array).all():
            raise ValueError("vectors must be finite")
        return array

    def _matrix(self) -> FloatArray:
        """Look at the rows without a copy. They can't grow or shrink while somebody holds the view."""
        return np.frombuffer(self._rows).reshape(len(self), self._dim)

    def _remove_one(self, item_id: str) -> None:
        row = self._places[item_id]
        self._places[self._ids[-1]] = row
        self._matrix()[row] = self._matrix()[-1]
        del self._rows[-self._dim :]
        for column in (self._numbers, self._ids, self._metadata):
            column[row] = column[-1]
            column.pop()
        del self._places[item_id]

    def _matching(self, where: Mapping[str, Any]) -> IntArray:
        """Return the rows whose metadata have, for every field, one of the wanted values."""
        rows = np.arange(len(self))
        for field, wanted in where.items():
            values = wanted if isinstance(wanted, list) else [wanted]
            matching = [
                row for row in rows.tolist() if field in (data := self._metadata[row]) and data[field] in values
            ]
            rows = np.array(matching, dtype=np.int64)
        return rows


def _refuse_repeated(ids: Sequence[str]) -> None:
    seen: set[str] = set()
    for each in ids:
        if each in seen:
            raise ValueError(f"there twice in one call: {each}")
        seen.add(each)


def _units(vectors: FloatArray) -> FloatArray:
    """Scale each row, or the only one, to length 1; a row of zeros stays as it is, and so scores 0 against everything."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.divide(vectors, lengths, out=np.zeros_like(vectors), where=lengths.astype(bool))


def _best(scores: FloatArray, numbers: IntArray, k: int) -> IntArray:
    """Return the positions of the k best, in order.

    All that score as well as the k-th are sorted, so that the cut through equals is made by their numbers.
    """
    cut = max(len(scores) - k, 0)
    positions = np.flatnonzero(scores >= np.partition(scores, cut)[cut])
    return positions[np.lexsort((numbers[positions], -scores[positions]))[:k]]
