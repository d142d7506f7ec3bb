"""Columns of numpy arrays; groups by passing the smallest label along the links; sums by group with bincount."""

import math

import numpy as np

SCHEMA = {
    "id": lambda value: isinstance(value, str) and value != "",
    "version": lambda value: isinstance(value, int) and value > 0,
    "customer": lambda value: isinstance(value, str),
    "device": lambda value: isinstance(value, str),
    "technician": lambda value: isinstance(value, str),
    "day": lambda value: isinstance(value, int),
    "text": lambda value: isinstance(value, str),
    "pressure": lambda value: value is None or (isinstance(value, (int, float)) and math.isfinite(value)),
    "model": lambda value: value is None or isinstance(value, str),
    "failed": lambda value: value is None or (isinstance(value, int) and 0 <= value <= 1),
}


class Warehouse:
    """An append-only table of versions per id: (version, row or None)."""

    def __init__(self):
        self._current = {}
        self._done = 0

    def pull(self, read, replay=False):
        if replay:
            self._done = 0
        counts = {key: 0 for key in ("read", "inserted", "updated", "deleted", "ignored", "rejected")}
        page = read(self._done)
        while len(page):
            for position, record in page:
                counts["read"] += 1
                counts[self._put(record)] += 1
                self._done = position
            page = read(self._done)
        return counts

    def _put(self, record):
        deleted = record.get("deleted") is True
        needed = ("id", "version") if deleted else tuple(SCHEMA)
        if not all(key in record and SCHEMA[key](record[key]) for key in needed):
            return "rejected"
        version, row = self._current.get(record["id"], (-math.inf, None))
        if record["version"] <= version:
            return "ignored"
        new = None if deleted else {key: record[key] for key in SCHEMA}
        self._current[record["id"]] = (record["version"], new)
        if deleted:
            return "deleted"
        return "inserted" if row is None else "updated"

    def rows(self):
        alive = [row for _, row in self._current.values() if row is not None]
        return sorted(alive, key=lambda row: (row["day"], row["id"]))


def _components(rows):
    if not rows:
        return np.zeros(0, dtype=int)
    _, customers = np.unique([row["customer"] for row in rows], return_inverse=True)
    _, devices = np.unique([row["device"] for row in rows], return_inverse=True)
    n = customers.max() + 1
    size = n + devices.max() + 1
    label = np.arange(size)
    while True:
        before = label
        low = np.minimum(label[customers], label[n + devices])
        label = label.copy()
        np.minimum.at(label, customers, low)
        np.minimum.at(label, n + devices, low)
        label = label[label]
        if (label == before).all():
            return label[customers]


def _parts(rows, cutoff, horizon, holdout):
    rows = sorted(rows, key=lambda row: (row["day"], row["id"]))
    component = _components(rows)
    out = np.isin(component, component[[row["customer"] in set(holdout) for row in rows]] if rows else [])
    days = np.array([row["day"] for row in rows], dtype=int)
    labelled = np.array([row["failed"] is not None for row in rows], dtype=bool)
    train = np.flatnonzero(labelled & ~out & (days + horizon <= cutoff))
    keys = [" ".join(row["text"].casefold().split()) for row in rows]
    first = {}
    for index in train:
        first[keys[index]] = -1
    chosen = []
    for index in np.flatnonzero(labelled & out & (days >= cutoff)):
        if keys[index] == "" or first.setdefault(keys[index], index) == index:
            chosen.append(index)
    return rows, train, np.array(chosen, dtype=int), component


def split(rows, *, cutoff, horizon, holdout):
    rows, train, test, _ = _parts(rows, cutoff, horizon, holdout)
    return [rows[index]["id"] for index in train], [rows[index]["id"] for index in test]


class Features:
    def fit_transform(self, rows):
        if len(rows) <= 1:
            raise ValueError("one row cannot be left out of none")
        pressure = self._pressures(rows)
        measured = pressure[~np.isnan(pressure)]
        self._fill, self._mean, self._scale = 0.0, 0.0, 1.0
        if measured.size:
            self._fill, self._mean = np.median(measured), measured.mean()
            if measured.min() < measured.max():
                self._scale = measured.std()
        self._categories = np.array(sorted({row["model"] for row in rows if row["model"] is not None}), dtype=object)
        names, inverse = np.unique([row["technician"] for row in rows], return_inverse=True)
        y = np.array([row["failed"] for row in rows], dtype=float)
        n, k = np.bincount(inverse), np.bincount(inverse, weights=y)
        p = y.mean()
        self._rates = dict(zip(names.tolist(), ((k + 5 * p) / (n + 5)).tolist()))
        self._overall = p
        p_without = (y.sum() - y) / (len(y) - 1)
        own = (k[inverse] - y + 5 * p_without) / (n[inverse] - 1 + 5)
        return self._stack(rows, own)

    def transform(self, rows):
        return self._stack(rows, np.array([self._rates.get(row["technician"], self._overall) for row in rows]))

    def names(self):
        return ["pressure", "pressure_missing", "technician"] + [f"model={name}" for name in self._categories]

    def _pressures(self, rows):
        return np.array([np.nan if row["pressure"] is None else row["pressure"] for row in rows], dtype=float)

    def _stack(self, rows, rate):
        pressure = self._pressures(rows)
        missing = np.isnan(pressure)
        scaled = (np.where(missing, self._fill, pressure) - self._mean) / self._scale
        models = np.array([row["model"] for row in rows], dtype=object)
        hot = models[:, None] == self._categories[None, :]
        return np.column_stack([scaled, missing, rate, hot]).astype(np.float64)


def evaluate(rows, fit_predict, *, cutoff, horizon, holdout):
    rows, train, test, component = _parts(rows, cutoff, horizon, holdout)
    if train.size < 2 or test.size < 1:
        raise ValueError("too little data")
    features = Features()
    x_train = features.fit_transform([rows[index] for index in train])
    x_test = features.transform([rows[index] for index in test])
    y_train = np.array([rows[index]["failed"] for index in train], dtype=np.int64)
    y = np.array([rows[index]["failed"] for index in test], dtype=np.int64)
    p = np.array(list(fit_predict(x_train, y_train, x_test)), dtype=float)
    if p.shape != y.shape or not np.isfinite(p).all() or p.min() < 0 or p.max() > 1:
        raise ValueError("the model did not answer with probabilities")
    gain = (y_train.mean() - y) ** 2 - (p - y) ** 2
    names, inverse = np.unique(component[test], return_inverse=True)
    counts, sums = np.bincount(inverse), np.bincount(inverse, weights=gain)
    se = None
    if names.size > 1:
        t = (gain.sum() - sums) / (len(gain) - counts)
        se = np.sqrt((names.size - 1) / names.size * ((t - t.mean()) ** 2).sum())
    return {
        "n_train": int(train.size),
        "n_test": int(test.size),
        "groups": int(names.size),
        "brier": np.mean((p - y) ** 2),
        "baseline": np.mean((y_train.mean() - y) ** 2),
        "gain": gain.mean(),
        "se": se,
    }
