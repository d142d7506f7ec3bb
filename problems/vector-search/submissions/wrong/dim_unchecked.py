"""correctness: makes an index of any dim, and waits for the first vector to complain."""

import numpy as np


class VectorIndex:
    """Rows are only ever appended; dead ones are dropped when they are more than half."""

    def __init__(self, dim):
        self.dim = dim
        self.row_of = {}
        self.clear()

    def clear(self):
        self.names = []
        self.data = []
        self.units = np.empty((0, max(self.dim, 0)), np.float32)
        self.dead = np.empty(0, bool)
        self.postings = {}

    def __len__(self):
        return len(self.row_of)

    def ids(self):
        return list(self.row_of)

    def directions(self, vectors, shape):
        wide = np.array(vectors, dtype=np.float64)
        if wide.shape != shape or not np.isfinite(wide).all():
            raise ValueError("bad shape or number")
        largest = np.abs(wide).max(axis=-1, keepdims=True, initial=0.0)
        wide /= np.where(largest > 0, largest, 1.0)
        lengths = np.sqrt((wide * wide).sum(axis=-1, keepdims=True))
        return (wide / np.where(lengths > 0, lengths, 1.0)).astype(np.float32)

    def add(self, ids, vectors, metadata=None):
        units = self.directions(vectors, (len(ids), self.dim))
        metadata = metadata if metadata is not None else [{}] * len(ids)
        if len(metadata) != len(ids):
            raise ValueError("metadata")
        if len(set(ids)) != len(ids) or not self.row_of.keys().isdisjoint(ids):
            raise ValueError("ids")
        self.append(ids, units, metadata)

    def append(self, ids, units, metadata):
        begin = len(self.names)
        if begin + len(ids) > len(self.units):
            capacity = max(begin + len(ids), begin + begin // 2 + 64)
            extra = capacity - len(self.units)
            self.units = np.concatenate([self.units, np.zeros((extra, self.dim), np.float32)])
            self.dead = np.concatenate([self.dead, np.ones(extra, bool)])
        self.units[begin : begin + len(ids)] = units
        self.dead[begin : begin + len(ids)] = False
        for row, (name, data) in enumerate(zip(ids, metadata), begin):
            self.row_of[name] = row
            self.names.append(name)
            self.data.append(dict(data))
            for pair in data.items():
                self.postings.setdefault(pair, set()).add(row)

    def remove(self, ids):
        for name in ids:
            if name not in self.row_of:
                raise KeyError(name)
        if len(set(ids)) != len(ids):
            raise ValueError("ids repeat")
        for name in ids:
            row = self.row_of.pop(name)
            self.dead[row] = True
            for pair in self.data[row].items():
                self.postings[pair].discard(row)
        if 2 * len(self.row_of) < len(self.names):
            self.compact()

    def compact(self):
        rows = sorted(self.row_of.values())
        names, units, data = [self.names[row] for row in rows], self.units[rows], [self.data[row] for row in rows]
        self.clear()
        self.append(names, units, data)

    def search(self, query, k, where=None):
        unit = self.directions(query, (self.dim,))
        if k < 1:
            raise ValueError("k")
        if where:
            rows = np.array(sorted(self.matching(where)), dtype=np.intp)
        else:
            rows = np.flatnonzero(~self.dead[: len(self.names)])
        costs = -(self.units[: len(self.names)] @ unit)[rows]
        order = np.argsort(costs, kind="stable")[:k]
        return [(self.names[rows[place]], -costs[place].item()) for place in order]

    def matching(self, where):
        rows = None
        for field, value in where.items():
            values = value if isinstance(value, list) else [value]
            some = set().union(*(self.postings.get((field, each), ()) for each in values))
            rows = some if rows is None else rows & some
        return rows
