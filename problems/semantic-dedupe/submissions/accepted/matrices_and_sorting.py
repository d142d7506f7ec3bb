"""Carter-Wegman hashing in Python integers, bands sorted with numpy, one matrix of cosines for both choices."""

import re
import zlib

import numpy as np

PRIME = (1 << 61) - 1


def shingles(text, size=3):
    if size < 1:
        raise ValueError("size must be positive")
    words = [word for word in re.split(r"[\W_]+", text.casefold()) if word]
    windows = zip(*(words[at:] for at in range(size)), strict=False)
    found = {" ".join(window) for window in windows}
    if words and not found:
        found.add(" ".join(words))
    return found


def _number(item):
    data = item.encode("utf-8", "surrogatepass")
    return (zlib.crc32(data) << 32) | zlib.adler32(data[::-1] + b"#" + data)


def signature(items, hashes, seed=0):
    if not items:
        raise ValueError("no items")
    if hashes < 1:
        raise ValueError("no hashes")
    rng = np.random.default_rng([seed, 20])
    numbers = [_number(item) % PRIME for item in items]
    result = []
    for _ in range(hashes):
        a, b, c = (int(x) for x in rng.integers(1, PRIME, 3))
        result.append(min(((a * x + b) % PRIME * x + c) % PRIME for x in numbers))
    return np.array(result, dtype=np.int64)


def candidate_pairs(signatures, bands):
    if bands < 1:
        raise ValueError("bands")
    table = np.asarray(signatures, dtype=np.int64)
    if len(table) == 0:
        return []
    if table.shape[1] % bands:
        raise ValueError("length")
    pairs = set()
    for part in np.split(table, bands, axis=1):
        _, group = np.unique(part, axis=0, return_inverse=True)
        group = group.ravel()
        order = np.argsort(group, kind="stable")
        cuts = np.flatnonzero(np.diff(group[order])) + 1
        for same in np.split(order, cuts):
            if len(same) > 1:
                first, second = np.triu_indices(len(same), 1)
                pairs.update(zip(same[first].tolist(), same[second].tolist(), strict=True))
    return sorted(pairs)


def near_duplicates(texts, threshold, *, size=3, hashes=128, bands=32, seed=0):
    if not (0 < threshold <= 1):
        raise ValueError("threshold")
    sets = {i: s for i, s in enumerate(shingles(text, size) for text in texts) if s}
    places = list(sets)
    found = []
    for a, b in candidate_pairs([signature(sets[i], hashes, seed) for i in places], bands):
        i, j = places[a], places[b]
        value = len(sets[i] & sets[j]) / len(sets[i] | sets[j])
        if value >= threshold:
            found.append((i, j, value))
    return found


def _cosines(vectors):
    rows = np.array(vectors, dtype=float)
    if rows.ndim != 2 or not np.all(np.isfinite(rows)):
        raise ValueError("vectors")
    norm = np.linalg.norm(rows, axis=1)
    rows[norm > 0] /= norm[norm > 0][:, None]
    return np.einsum("id,jd->ij", rows, rows, optimize=False)


def prune(vectors, quality, threshold):
    cosines = _cosines(vectors)
    if len(quality) != len(cosines) or not 0 < threshold <= 1:
        raise ValueError("quality or threshold")
    alive = np.ones(len(cosines), dtype=bool)
    kept = []
    for i in np.argsort(-np.asarray(quality, dtype=float), kind="stable"):
        if alive[i]:
            kept.append(int(i))
            alive &= cosines[i] < threshold
    return sorted(kept)


def diverse_subset(vectors, k, start=0):
    cosines = _cosines(vectors)
    n = len(cosines)
    if k < 1 or not 0 <= start < n:
        raise ValueError("k or start")
    chosen = [start]
    while len(chosen) < min(k, n):
        left = np.setdiff1d(np.arange(n), chosen)
        worst = cosines[np.ix_(left, chosen)].max(axis=1)
        chosen.append(int(left[worst.argmin()]))
    return chosen
