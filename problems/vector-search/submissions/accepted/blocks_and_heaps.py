"""Blocks of a thousand rows with tombstones: one product and one short heap per block, merged at the end."""

from __future__ import annotations

import heapq
from itertools import chain

import numpy as np

BLOCK = 1000
ABSENT = object()


class Block:
    """Up to BLOCK items in the order of adding; vectors stay as they came, with their lengths beside them."""

    def __init__(self, dim, first_number):
        self.vectors = np.zeros((BLOCK, dim))
        self.lengths = np.ones(BLOCK)
        self.alive = np.zeros(BLOCK, dtype=bool)
        self.ids, self.metadata = [], []
        self.first_number = first_number

    @property
    def room(self):
        return BLOCK - len(self.ids)

    def append(self, ids, vectors, lengths, metadata):
        rows = slice(len(self.ids), len(self.ids) + len(ids))
        self.vectors[rows], self.lengths[rows], self.alive[rows] = vectors, lengths, True
        self.ids.extend(ids)
        self.metadata.extend(metadata)
        return range(rows.start, rows.stop)

    def best(self, query, k, wanted):
        """Return up to k triples (-score, number of adding, id), smallest first."""
        rows = np.flatnonzero(self.alive)
        for field, values in wanted:
            data = self.metadata
            rows = np.array([row for row in rows.tolist() if data[row].get(field, ABSENT) in values], dtype=int)
        if not rows.size:
            return []
        scores = ((self.vectors @ query) / self.lengths)[rows]
        if k < rows.size:
            keep = scores >= -np.partition(-scores, k - 1)[k - 1]
            rows, scores = rows[keep], scores[keep]
        triples = zip((-scores).tolist(), (rows + self.first_number).tolist(), rows.tolist(), strict=True)
        return [(cost, number, self.ids[row]) for cost, number, row in heapq.nsmallest(k, triples)]


class VectorIndex:
    def __init__(self, dim):
        if dim < 1:
            raise ValueError("dim must be positive")
        self.dim = dim
        self.blocks = []
        self.where_is = {}

    def __len__(self):
        return len(self.where_is)

    def ids(self):
        return list(self.where_is)

    def add(self, ids, vectors, metadata=None):
        vectors = np.array(vectors, dtype=float)
        metadata = [{} for _ in ids] if metadata is None else metadata
        if vectors.shape != (len(ids), self.dim) or len(metadata) != len(ids):
            raise ValueError("ids, vectors and metadata do not fit together")
        if len({*ids}) != len(ids) or any(item_id in self.where_is for item_id in ids):
            raise ValueError("ids must be new, and each there once")
        if not np.all(np.isfinite(vectors)):
            raise ValueError("not finite")
        lengths = np.sqrt(np.einsum("ij,ij->i", vectors, vectors))
        lengths[lengths == 0] = 1
        done = 0
        while done < len(ids):
            if not self.blocks or not self.blocks[-1].room:
                self.blocks.append(Block(self.dim, BLOCK * len(self.blocks)))
            block = self.blocks[-1]
            part = slice(done, done + block.room)
            rows = block.append(ids[part], vectors[part], lengths[part], metadata[part])
            self.where_is.update((item_id, (block, row)) for item_id, row in zip(ids[part], rows, strict=True))
            done += len(rows)

    def remove(self, ids):
        places = [self.where_is[item_id] for item_id in ids]
        if len({*ids}) != len(ids):
            raise ValueError("an id repeats")
        for item_id, (block, row) in zip(ids, places, strict=True):
            block.alive[row] = False
            del self.where_is[item_id]

    def search(self, query, k, where=None):
        query = np.asarray(query, dtype=float)
        if query.shape != (self.dim,) or not np.all(np.isfinite(query)) or k < 1:
            raise ValueError("no query")
        length = float(np.sqrt(query @ query))
        wanted = [(field, value if isinstance(value, list) else [value]) for field, value in (where or {}).items()]
        unit = query / length if length else query
        found = heapq.nsmallest(k, chain.from_iterable(block.best(unit, k, wanted) for block in self.blocks))
        return [(item_id, -cost) for cost, _, item_id in found]
