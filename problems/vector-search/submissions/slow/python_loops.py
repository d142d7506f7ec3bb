"""speed: one dot product after the other, number by number."""

import math
from array import array


class VectorIndex:
    def __init__(self, dim):
        if dim < 1:
            raise ValueError("dim")
        self.dim = dim
        self.items = {}

    def __len__(self):
        return len(self.items)

    def ids(self):
        return list(self.items)

    def unit(self, vector):
        vector = [float(number) for number in vector]
        if len(vector) != self.dim or not all(map(math.isfinite, vector)):
            raise ValueError("not a vector of this index")
        length = math.sqrt(sum(number * number for number in vector))
        return array("d", [number / length for number in vector] if length else vector)

    def add(self, ids, vectors, metadata=None):
        metadata = [{}] * len(ids) if metadata is None else metadata
        if not len(ids) == len(set(ids)) == len(vectors) == len(metadata) or any(i in self.items for i in ids):
            raise ValueError("ids, vectors and metadata do not fit")
        try:
            units = [self.unit(vector) for vector in vectors]
        except TypeError as error:
            raise ValueError("not a matrix") from error
        self.items.update(zip(ids, zip(units, metadata, strict=True), strict=True))

    def remove(self, ids):
        for item_id in ids:
            self.items[item_id]
        if len(ids) != len(set(ids)):
            raise ValueError("an id repeats")
        for item_id in ids:
            del self.items[item_id]

    def search(self, query, k, where=None):
        if k < 1:
            raise ValueError("k")
        try:
            query = self.unit(query)
        except TypeError as error:
            raise ValueError("not a vector") from error
        scored = []
        for item_id, (unit, data) in self.items.items():
            if self.matches(data, where or {}):
                scored.append((item_id, sum(a * b for a, b in zip(unit, query, strict=True))))
        return sorted(scored, key=lambda pair: -pair[1])[:k]

    @staticmethod
    def matches(data, where):
        for field, wanted in where.items():
            if field not in data or data[field] not in (wanted if isinstance(wanted, list) else [wanted]):
                return False
        return True
