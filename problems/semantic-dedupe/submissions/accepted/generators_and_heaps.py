"""SHA-1 in counter mode for all functions at once, dictionaries of bands, inverted lists of shingles, a heap for the choice."""

import hashlib
import heapq
from collections import Counter, defaultdict
from itertools import combinations, groupby

import numpy as np


def shingles(text, size=3):
    if size <= 0:
        raise ValueError("size")
    words = ["".join(group) for kind, group in groupby(text.casefold(), key=str.isalnum) if kind]
    last = max(1, len(words) - size + 1) if words else 0
    return set(" ".join(words[i : i + size]) for i in range(last))


def _stream(item, seed, hashes):
    """A number below 2**63 for each function."""
    key = hashlib.sha256(f"{seed}|{item}".encode("utf-8", "surrogatepass")).digest()
    data = hashlib.shake_128(key).digest(8 * hashes)
    return np.frombuffer(data, dtype="<u8") >> np.uint64(1)


def signature(items, hashes, seed=0):
    if hashes < 1 or len(items) == 0:
        raise ValueError("items and hashes")
    best = None
    for item in items:
        values = _stream(item, seed, hashes)
        best = values if best is None else np.minimum(best, values)
    return [int(value) for value in best]


def candidate_pairs(signatures, bands):
    signatures = [list(map(int, s)) for s in signatures]
    if bands < 1 or (signatures and len(signatures[0]) % bands):
        raise ValueError("bands")
    boxes = defaultdict(set)
    for place, row in enumerate(signatures):
        height = len(row) // bands
        for band in range(bands):
            boxes[band, *row[band * height : band * height + height]].add(place)
    return sorted({pair for box in boxes.values() if len(box) > 1 for pair in combinations(sorted(box), 2)})


def near_duplicates(texts, threshold, *, size=3, hashes=128, bands=32, seed=0):
    if threshold > 1 or threshold <= 0:
        raise ValueError("threshold")
    sizes, holders, result = [], defaultdict(list), []
    for j, text in enumerate(texts):
        items = shingles(text, size)
        sizes.append(len(items))
        shared = Counter(i for item in items for i in holders[item])
        for i, common in shared.items():
            value = common / (sizes[i] + sizes[j] - common)
            if value >= threshold:
                result.append((i, j, value))
        for item in items:
            holders[item].append(j)
    return sorted(result)


def _rows(vectors):
    rows = np.asarray(vectors, dtype=float)
    if rows.ndim != 2 or np.isnan(rows).any() or np.isinf(rows).any():
        raise ValueError("vectors")
    length = np.sqrt((rows * rows).sum(axis=1))
    return np.array([row / size if size > 0 else row for row, size in zip(rows, length, strict=True)])


def prune(vectors, quality, threshold):
    rows = _rows(vectors)
    if len(rows) != len(quality):
        raise ValueError("quality")
    if not 0 < threshold <= 1:
        raise ValueError("threshold")
    heap = [(-q, i) for i, q in enumerate(quality)]
    heapq.heapify(heap)
    kept = []
    while heap:
        _, i = heapq.heappop(heap)
        if max((float((rows[i] * rows[j]).sum()) for j in kept), default=-2.0) < threshold:
            kept.append(i)
    kept.sort()
    return kept


def diverse_subset(vectors, k, start=0):
    rows = _rows(vectors)
    if k < 1 or start < 0 or start > len(rows) - 1:
        raise ValueError("k or start")
    chosen = [start]
    # the greatest cosine only grows, so an old entry is a lower bound: look again when it comes up
    heap = [(-2.0, i, 0) for i in range(len(rows)) if i != start]
    known = {i: -2.0 for i in range(len(rows))}
    while heap and len(chosen) < k:
        value, i, seen = heapq.heappop(heap)
        if seen == len(chosen):
            chosen.append(i)
            continue
        for j in chosen[seen:]:
            known[i] = max(known[i], float((rows[i] * rows[j]).sum()))
        heapq.heappush(heap, (known[i], i, len(chosen)))
    return chosen
