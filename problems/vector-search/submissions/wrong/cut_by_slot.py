"""ties: makes the cut through equals by slot, and puts what is left into the order of adding."""

import numpy as np

EMPTY = -1
NO_FIELD = 0


class Column:
    """One field: a code for every value that was seen, and the code of each slot's value."""

    def __init__(self, room):
        self.codes = {}
        self.of_slot = np.full(room, NO_FIELD, dtype=np.int32)

    def put(self, slot, value):
        self.of_slot[slot] = self.codes.setdefault(value, len(self.codes) + 1)

    def holds(self, values):
        return np.isin(self.of_slot, [self.codes[value] for value in values if value in self.codes])


class VectorIndex:
    def __init__(self, dim):
        if dim <= 0:
            raise ValueError("an index needs dimensions")
        self.dim = dim
        self.vectors = np.zeros((0, dim))
        self.stamps = np.zeros(0, dtype=np.int64)
        self.names = []
        self.free = []
        self.slots = {}
        self.columns = {}
        self.clock = 0

    def __len__(self):
        return len(self.slots)

    def ids(self):
        return sorted(self.slots, key=lambda name: self.stamps[self.slots[name]])

    def add(self, ids, vectors, metadata=None):
        directions = self.directions(vectors, (len(ids), self.dim))
        metadata = [{}] * len(ids) if metadata is None else metadata
        if len(metadata) != len(ids):
            raise ValueError("one dictionary for each id")
        if len(self.slots.keys() | set(ids)) != len(self.slots) + len(ids):
            raise ValueError("ids must be new and different")
        while len(self.free) < len(ids):
            self.widen()
        for name, direction, data in zip(ids, directions, metadata):
            slot = self.free.pop()
            self.vectors[slot], self.stamps[slot], self.names[slot] = direction, self.clock, name
            self.slots[name] = slot
            self.clock += 1
            for field, value in data.items():
                if field not in self.columns:
                    self.columns[field] = Column(len(self.names))
                self.columns[field].put(slot, value)

    def widen(self):
        room = len(self.names)
        more = room // 2 + 8
        self.vectors = np.vstack([self.vectors, np.zeros((more, self.dim))])
        self.stamps = np.append(self.stamps, np.full(more, EMPTY))
        self.names += [None] * more
        self.free = [*range(room + more - 1, room - 1, -1), *self.free]
        for column in self.columns.values():
            column.of_slot = np.append(column.of_slot, np.full(more, NO_FIELD, dtype=np.int32))

    def remove(self, ids):
        slots = [self.slots[name] for name in ids]
        if len(set(slots)) != len(slots):
            raise ValueError("ids repeat")
        for name, slot in zip(ids, slots):
            del self.slots[name]
            self.stamps[slot] = EMPTY
            self.free.append(slot)
            for column in self.columns.values():
                column.of_slot[slot] = NO_FIELD

    def search(self, query, k, where=None):
        query = self.directions([query], (1, self.dim))[0]
        if k <= 0:
            raise ValueError("k must be positive")
        wanted = self.stamps != EMPTY
        for field, value in (where or {}).items():
            values = value if isinstance(value, list) else [value]
            wanted &= self.columns[field].holds(values) if field in self.columns else False
        scores = np.where(wanted, self.vectors @ query, -np.inf)
        k = min(k, int(wanted.sum()))
        if k == 0:
            return []
        some = np.argpartition(-scores, k - 1)[:k]
        last = scores[some].min()
        above, at = np.flatnonzero(scores > last).tolist(), np.flatnonzero(scores == last).tolist()
        chosen = sorted((above + at)[:k], key=lambda slot: (-scores[slot], self.stamps[slot]))
        return [(self.names[slot], float(scores[slot])) for slot in chosen]

    def directions(self, vectors, shape):
        vectors = np.array(vectors, dtype=np.float64)
        if vectors.shape != shape or not np.isfinite(vectors).all():
            raise ValueError(f"not finite numbers of shape {shape}")
        for vector in vectors:
            length = np.sqrt(vector @ vector)
            if length:
                vector /= length
        return vectors
