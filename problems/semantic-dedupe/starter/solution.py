"""Near-duplicates and a diverse subset. The brief has the definitions."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt


def shingles(text: str, size: int = 3) -> set[str]:
    """Return the set of all runs of `size` words, each joined by blanks. Raises ValueError for a size below 1."""
    raise NotImplementedError


def signature(items: set[str], hashes: int, seed: int = 0) -> npt.NDArray[np.int64]:
    """Return for each hash function its smallest value over the items. Raises ValueError where there is none."""
    raise NotImplementedError


def candidate_pairs(signatures: Sequence[Sequence[int]] | npt.NDArray[np.int64], bands: int) -> list[tuple[int, int]]:
    """Return the pairs (i, j), i < j, ascending, that agree in a whole band. Raises ValueError for uneven bands."""
    raise NotImplementedError


def near_duplicates(
    texts: Sequence[str], threshold: float, *, size: int = 3, hashes: int = 128, bands: int = 32, seed: int = 0
) -> list[tuple[int, int, float]]:
    """Return (i, j, similarity) of near-duplicates, ascending. Raises ValueError for a threshold outside (0, 1]."""
    raise NotImplementedError


def prune(vectors: npt.ArrayLike, quality: Sequence[float], threshold: float) -> list[int]:
    """Return the places that are kept, ascending. Raises ValueError for a wrong shape, length or threshold."""
    raise NotImplementedError


def diverse_subset(vectors: npt.ArrayLike, k: int, start: int = 0) -> list[int]:
    """Return at most k places in the order of choosing. Raises ValueError for a wrong shape, k or start."""
    raise NotImplementedError
