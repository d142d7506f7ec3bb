"""shingles: asks for letters and digits, which fractions and Roman numerals are not."""

from __future__ import annotations

import random
import sys
from collections import defaultdict
from collections.abc import Sequence
from hashlib import blake2b
from itertools import combinations

import numpy as np
import numpy.typing as npt

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]
Pair = tuple[int, int]

_PRIME = sys.hash_info.modulus  # 2**61 - 1


def shingles(text: str, size: int = 3) -> set[str]:
    """Return the runs of `size` words; of a shorter text the only run that there is."""
    if size < 1:
        raise ValueError(f"size must be at least 1, not {size}")
    folded = text.casefold()
    words = "".join(each if each.isalpha() or each.isdigit() else " " for each in folded).split()
    count = max(len(words) - size, 0) + bool(words)
    return {" ".join(words[start : start + size]) for start in range(count)}


def signature(items: set[str], hashes: int, seed: int = 0) -> list[int]:
    """Return for each of so many hash functions its smallest value over the items."""
    if not items or hashes < 1:
        raise ValueError("a signature needs an item and a hash function")
    numbers = [int.from_bytes(blake2b(item.encode("utf-8", "surrogatepass")).digest()) for item in items]
    factors = random.Random(str(seed)).sample(range(_PRIME), hashes)
    return [min(factor * number % _PRIME for number in numbers) for factor in factors]


def candidate_pairs(signatures: Sequence[Sequence[int]] | IntArray, bands: int) -> list[Pair]:
    """Return the pairs of signatures that agree in all of at least one band."""
    if bands < 1 or any(len(each) % bands for each in signatures):
        raise ValueError("the bands must be equal parts of the signatures")
    pairs: set[Pair] = set()
    rows = [tuple(int(value) for value in each) for each in signatures]
    for band in range(bands):
        buckets: defaultdict[tuple[int, ...], list[int]] = defaultdict(list)
        for place, row in enumerate(rows):
            height = len(row) // bands
            buckets[row[band * height : (band + 1) * height]].append(place)
        for bucket in buckets.values():
            pairs.update(combinations(bucket, 2))
    return sorted(pairs)


def near_duplicates(
    texts: Sequence[str], threshold: float, *, size: int = 3, hashes: int = 128, bands: int = 32, seed: int = 0
) -> list[tuple[int, int, float]]:
    """Return the candidate pairs whose shingles are in fact so similar."""
    if not 0 < threshold <= 1:
        raise ValueError(f"threshold must be above 0 and at most 1, not {threshold}")
    sets = [shingles(text, size) for text in texts]
    filled = [place for place, items in enumerate(sets) if items]
    signatures = [signature(sets[place], hashes, seed) for place in filled]
    found = []
    for one, other in candidate_pairs(signatures, bands):
        first, second = sets[filled[one]], sets[filled[other]]
        similarity = len(first & second) / len(first | second)
        if similarity >= threshold:
            found.append((filled[one], filled[other], similarity))
    return found


def prune(vectors: npt.ArrayLike, quality: Sequence[float], threshold: float) -> list[int]:
    """Return what is kept, ascending: the better ones first, unless too similar to one that is kept."""
    units = _units(vectors)
    if len(quality) != len(units) or not 0 < threshold <= 1:
        raise ValueError("a quality for each vector, and a threshold above 0 and at most 1")
    kept: list[int] = []
    for place in sorted(range(len(units)), key=lambda place: (-quality[place], place)):
        if not np.any(units[kept] @ units[place] >= threshold):
            kept.append(place)
    return sorted(kept)


def diverse_subset(vectors: npt.ArrayLike, k: int, start: int = 0) -> list[int]:
    """Return k places: the first one, and then always the one that is farthest from all chosen."""
    units = _units(vectors)
    if k < 1 or start not in range(len(units)):
        raise ValueError("k must be at least 1, and start a vector's place")
    chosen = [start]
    nearest = units @ units[start]
    for _ in range(min(k, len(units)) - 1):
        nearest[chosen] = np.inf
        chosen.append(int(np.argmin(nearest)))
        nearest = np.maximum(nearest, units @ units[chosen[-1]])
    return chosen


def _units(vectors: npt.ArrayLike) -> FloatArray:
    rows = np.asarray(vectors, dtype=np.float64)
    count, _ = rows.shape  # a ValueError, too, where it has another length
    if not np.isfinite(rows).all():
        raise ValueError("the numbers must be finite")
    lengths = np.linalg.norm(rows, axis=1).reshape(count, 1)
    return np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths.astype(bool))
