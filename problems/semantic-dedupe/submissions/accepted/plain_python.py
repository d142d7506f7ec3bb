"""Standard library alone: a digest for each hash function and item, buckets by digest, all pairs of texts compared exactly."""

import hashlib
import math


def _words(text):
    return "".join(c if c.isalnum() else " " for c in text.casefold()).split()


def shingles(text, size=3):
    if size < 1:
        raise ValueError("size")
    words = _words(text)
    if len(words) < size:
        return {" ".join(words)} if words else set()
    return {" ".join(words[i : i + size]) for i in range(len(words) - size + 1)}


def signature(items, hashes, seed=0):
    if hashes < 1 or not items:
        raise ValueError("nothing to sign")
    out = []
    for i in range(hashes):
        salt = f"{seed}/{i}/".encode()
        digests = (hashlib.md5(salt + item.encode("utf-8", "surrogatepass")).digest() for item in items)
        out.append(min(int.from_bytes(d[:7], "big") for d in digests))
    return out


def candidate_pairs(signatures, bands):
    rows = [[int(v) for v in s] for s in signatures]
    if bands < 1:
        raise ValueError("bands")
    if rows and len(rows[0]) % bands != 0:
        raise ValueError("uneven bands")
    pairs = set()
    for b in range(bands):
        seen = {}
        for j, row in enumerate(rows):
            n = len(row) // bands
            key = tuple(row[b * n : b * n + n])
            for i in seen.setdefault(key, []):
                pairs.add((i, j))
            seen[key].append(j)
    return sorted(pairs)


def near_duplicates(texts, threshold, *, size=3, hashes=128, bands=32, seed=0):
    if threshold <= 0 or threshold > 1:
        raise ValueError("threshold")
    sets = [shingles(t, size) for t in texts]
    found = []
    for i in range(len(sets)):
        for j in range(i + 1, len(sets)):
            if sets[i] and sets[j]:
                both = len(sets[i].intersection(sets[j]))
                value = both / (len(sets[i]) + len(sets[j]) - both)
                if value >= threshold:
                    found.append((i, j, value))
    return found


def _directions(vectors):
    out = []
    for row in vectors:
        if not hasattr(row, "__len__"):
            raise ValueError("rows")
        row = list(row)
        if any(hasattr(v, "__len__") or not math.isfinite(v) for v in row):
            raise ValueError("numbers")
        size = math.sqrt(sum(v * v for v in row))
        out.append([v / size for v in row] if size else [0.0 for _ in row])
    if len({len(row) for row in out}) > 1:
        raise ValueError("rows of one length")
    return out


def _dot(a, b):
    return sum(map(float.__mul__, map(float, a), map(float, b)))


def prune(vectors, quality, threshold):
    rows = _directions(vectors)
    if len(rows) != len(quality) or not 0 < threshold <= 1:
        raise ValueError("arguments")
    kept = []
    for i in sorted(range(len(rows)), key=lambda i: -quality[i]):
        for j in kept:
            if _dot(rows[i], rows[j]) >= threshold:
                break
        else:
            kept.append(i)
    return sorted(kept)


def diverse_subset(vectors, k, start=0):
    rows = _directions(vectors)
    if k < 1 or start < 0 or start >= len(rows):
        raise ValueError("arguments")
    chosen = [start]
    near = {i: _dot(rows[i], rows[start]) for i in range(len(rows)) if i != start}
    while near and len(chosen) < k:
        best = min(near, key=lambda i: (near[i], i))
        del near[best]
        chosen.append(best)
        for i in near:
            near[i] = max(near[i], _dot(rows[i], rows[best]))
    return chosen
