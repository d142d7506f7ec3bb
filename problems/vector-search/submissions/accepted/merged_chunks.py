"""A log of chunks as they came, dead rows marked in each; a search merges the chunks' own best with a heap."""

import heapq
import itertools

import numpy as np


class VectorIndex:
    def __init__(self, dim):
        if dim < 1:
            raise ValueError("dim has to be 1 at least")
        self.dim = dim
        self.chunks = []  # in the order of adding: [ids, unit rows, alive, metadata]
        self.where_is = {}  # id -> (the chunk itself, row)

    def __len__(self):
        return len(self.where_is)

    def ids(self):
        return [each for ids, _, alive, _ in self.chunks for each, lives in zip(ids, alive.tolist()) if lives]

    def add(self, ids, vectors, metadata=None):
        ids = list(ids)
        rows = self._unit_rows(vectors, (len(ids), self.dim))
        notes = [dict(note) for note in (metadata if metadata is not None else [{}] * len(ids))]
        if len(notes) != len(ids):
            raise ValueError("metadata for each item, or for none")
        if len({*ids}) != len(ids) or any(each in self.where_is for each in ids):
            raise ValueError("an id can be there once")
        if ids:
            self._append([ids, rows, np.ones(len(ids), bool), notes])
            self._merge()

    def remove(self, ids):
        ids = list(ids)
        for each in ids:
            if each not in self.where_is:
                raise KeyError(each)
        if len({*ids}) != len(ids):
            raise ValueError("an id can be removed once")
        for each in ids:
            chunk, row = self.where_is.pop(each)
            chunk[2][row] = False

    def search(self, query, k, where=None):
        if k < 1:
            raise ValueError("k has to be 1 at least")
        unit = self._unit_rows([query], (1, self.dim))[0]
        found = [self._best_of(chunk, unit, k, where or {}) for chunk in self.chunks]
        return list(itertools.islice(heapq.merge(*found, key=lambda pair: -pair[1]), k))

    def _best_of(self, chunk, unit, k, where):
        ids, rows, alive, notes = chunk
        open_ = alive
        if where:
            open_ = np.array([lives and _fits(note, where) for lives, note in zip(alive.tolist(), notes)], bool)
        places = np.flatnonzero(open_)
        scores = (rows @ unit)[places]
        if 4 * k < len(scores):
            least = -np.partition(-scores, k)[k]
            places, scores = places[scores >= least], scores[scores >= least]
        order = np.argsort(-scores, kind="stable")[:k]
        return [(ids[place], score) for place, score in zip(places[order].tolist(), scores[order].tolist())]

    def _append(self, chunk):
        self.chunks.append(chunk)
        self.where_is.update((each, (chunk, row)) for row, each in enumerate(chunk[0]) if chunk[2][row])

    def _merge(self):
        """Join the last two while the later one is half as large: few chunks, each row copied a few times only."""
        while len(self.chunks) > 1 and 2 * len(self.chunks[-1][0]) >= len(self.chunks[-2][0]):
            late, early = self.chunks.pop(), self.chunks.pop()
            pairs = [chunk for chunk in (early, late)]
            kept = [np.flatnonzero(chunk[2]) for chunk in pairs]
            ids = [chunk[0][row] for chunk, rows in zip(pairs, kept) for row in rows.tolist()]
            notes = [chunk[3][row] for chunk, rows in zip(pairs, kept) for row in rows.tolist()]
            rows = np.concatenate([chunk[1][places] for chunk, places in zip(pairs, kept)])
            self._append([ids, rows, np.ones(len(ids), bool), notes])

    @staticmethod
    def _unit_rows(vectors, shape):
        rows = np.array(vectors, dtype=np.float64)
        if rows.shape != shape or not np.all(np.isfinite(rows)):
            raise ValueError("vectors of another shape, or not finite")
        lengths = np.sqrt(np.einsum("ij,ij->i", rows, rows))
        rows[lengths > 0] /= lengths[lengths > 0, np.newaxis]
        return rows


def _fits(note, where):
    for field, wanted in where.items():
        if field not in note:
            return False
        if note[field] not in (wanted if isinstance(wanted, list) else [wanted]):
            return False
    return True
