"""loading: keys of no concern are dropped of what is inserted, not of a correction."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Row = dict[str, Any]
FloatArray = npt.NDArray[np.float64]
Read = Callable[[int], list[tuple[int, Row]]]
FitPredict = Callable[[FloatArray, FloatArray, FloatArray], Sequence[float]]

_FIELDS = ("id", "version", "customer", "device", "technician", "day", "text", "pressure", "model", "failed")
_COUNTS = ("read", "inserted", "updated", "deleted", "ignored", "rejected")
_SMOOTHING = 5.0


class Warehouse:
    """The row of the highest version of each id; a deletion is a version without a row.

    What is kept depends on the set of records that were applied, and neither on their order nor on how often they came.
    """

    def __init__(self) -> None:
        self._position = 0
        self._versions: dict[str, int] = {}
        self._rows: dict[str, Row] = {}

    def pull(self, read: Read, replay: bool = False) -> dict[str, int]:
        """Read the log to its end and apply it; the position moves only after a page has been applied."""
        counts = dict.fromkeys(_COUNTS, 0)
        if replay:
            self._position = 0
        while page := read(self._position):
            for _, record in page:
                counts["read"] += 1
                counts[self._apply(record)] += 1
            self._position = page[-1][0]
        return counts

    def rows(self) -> list[Row]:
        """Return copies of the rows, sorted by day and id."""
        return [dict(row) for row in sorted(self._rows.values(), key=_place)]

    def _apply(self, record: Row) -> str:
        if not _is_valid(record):
            return "rejected"
        name, version = record["id"], record["version"]
        if name in self._versions and version <= self._versions[name]:
            return "ignored"
        self._versions[name] = version
        known = self._rows.pop(name, None)
        if record.get("deleted"):
            return "deleted"
        if known is not None:
            self._rows[name] = known | record
            return "updated"
        self._rows[name] = {field: record[field] for field in _FIELDS}
        return "inserted"


def split(rows: list[Row], *, cutoff: int, horizon: int, holdout: list[str]) -> tuple[list[str], list[str]]:
    """Return the ids of the training rows and of the test rows."""
    train, test, _ = _split(rows, cutoff, horizon, holdout)
    return [row["id"] for row in train], [row["id"] for row in test]


class Features:
    """Turns rows into numbers; learns from training rows only."""

    def fit_transform(self, rows: list[Row]) -> FloatArray:
        """Learn from training rows and return their features, each technician's rate without the row itself."""
        if len(rows) < 2:
            raise ValueError(f"needs at least two rows to learn from, not {len(rows)}")
        measured = [row["pressure"] for row in rows if row["pressure"] is not None]
        self._mean, self._median, self._deviation = 0.0, 0.0, 1.0
        if measured:
            self._mean, self._median = float(np.mean(measured)), float(np.median(measured))
            self._deviation = float(np.std(measured)) or 1.0
        self._models = sorted({row["model"] for row in rows if row["model"] is not None})
        self._seen = Counter(row["technician"] for row in rows)
        self._failures = Counter(row["technician"] for row in rows if row["failed"])
        self._total, self._total_failures = len(rows), self._failures.total()
        return self._array(rows, [self._rate(row["technician"], row["failed"]) for row in rows])

    def transform(self, rows: list[Row]) -> FloatArray:
        """Return the features of other rows, by what was learned."""
        return self._array(rows, [self._rate(row["technician"]) for row in rows])

    def names(self) -> list[str]:
        """Return the names of the columns."""
        return ["pressure", "pressure_missing", "technician", *(f"model={name}" for name in self._models)]

    def _rate(self, technician: str, own: int | None = None) -> float:
        """Return the smoothed rate; with a label of its own, the row is taken out of everything that is counted."""
        itself, failed = (0, 0) if own is None else (1, own)
        overall = (self._total_failures - failed) / (self._total - itself)
        of_whom, of_these = self._failures[technician] - failed, self._seen[technician] - itself
        return (of_whom + _SMOOTHING * overall) / (of_these + _SMOOTHING)

    def _array(self, rows: list[Row], rates: list[float]) -> FloatArray:
        result = np.zeros((len(rows), 3 + len(self._models)))
        for line, row, rate in zip(result, rows, rates, strict=True):
            missing = row["pressure"] is None
            line[0] = ((self._median if missing else row["pressure"]) - self._mean) / self._deviation
            line[1:3] = missing, rate
            line[3:] = [row["model"] == name for name in self._models]
        return result


def evaluate(
    rows: list[Row], fit_predict: FitPredict, *, cutoff: int, horizon: int, holdout: list[str]
) -> dict[str, Any]:
    """Return how much better than a guess the model is on held-out customers, and how sure that is."""
    train, test, group_of = _split(rows, cutoff, horizon, holdout)
    if len(train) < 2 or not test:
        raise ValueError(f"too little to evaluate with: {len(train)} training rows and {len(test)} test rows")
    features = Features()
    x_train = features.fit_transform(train)
    labels = np.array([row["failed"] for row in train], dtype=np.float64)
    predicted = np.asarray(fit_predict(x_train, labels, features.transform(test)), dtype=np.float64)
    if predicted.shape != (len(test),) or not ((predicted >= 0) & (predicted <= 1)).all():
        raise ValueError("expected one probability per test row")
    truth = np.array([row["failed"] for row in test], dtype=np.float64)
    losses, guesses = (predicted - truth) ** 2, (labels.mean() - truth) ** 2
    groups = np.array([group_of[row["id"]] for row in test])
    gains = guesses - losses
    without = np.array([gains[groups != group].mean() for group in set(groups.tolist()) if (groups != group).any()])
    return {
        "n_train": len(train),
        "n_test": len(test),
        "groups": len(set(groups.tolist())),
        "brier": float(losses.mean()),
        "baseline": float(guesses.mean()),
        "gain": float(gains.mean()),
        "se": math.sqrt((len(without) - 1) * without.var()) if len(without) else None,
    }


def _place(row: Row) -> tuple[int, str]:
    return row["day"], row["id"]


def _is_valid(record: Row) -> bool:
    name, version = record.get("id"), record.get("version")
    if not (isinstance(name, str) and name and isinstance(version, int) and version >= 1):
        return False
    if record.get("deleted"):
        return True
    if any(field not in record for field in _FIELDS):
        return False
    pressure, model, failed = record["pressure"], record["model"], record["failed"]
    return (
        all(isinstance(record[field], str) for field in ("customer", "device", "technician", "text"))
        and isinstance(record["day"], int)
        and (pressure is None or (isinstance(pressure, int | float) and math.isfinite(pressure)))
        and (model is None or isinstance(model, str))
        and (failed is None or (isinstance(failed, int) and failed in (0, 1)))
    )


def _groups(rows: Iterable[Row]) -> dict[str, int]:
    """Return a number for each row's id, the same for rows that are connected: union-find over customers and devices."""
    parents: dict[tuple[str, str], tuple[str, str]] = {}

    def root(node: tuple[str, str]) -> tuple[str, str]:
        parents.setdefault(node, node)
        while parents[node] != node:
            parents[node] = parents[parents[node]]
            node = parents[node]
        return node

    rows = list(rows)
    for row in rows:
        parents[root(("customer", row["customer"]))] = root(("device", row["device"]))
    numbers: dict[tuple[str, str], int] = {}
    return {row["id"]: numbers.setdefault(root(("device", row["device"])), len(numbers)) for row in rows}


def _split(
    rows: list[Row], cutoff: int, horizon: int, holdout: Iterable[str]
) -> tuple[list[Row], list[Row], dict[str, int]]:
    """Return training rows, test rows, and every row's group."""
    group_of = _groups(rows)
    kept_out = set(holdout)
    held_out = {group_of[row["id"]] for row in rows if row["customer"] in kept_out}
    labelled = [row for row in sorted(rows, key=_place) if row["failed"] is not None]
    train = [row for row in labelled if group_of[row["id"]] not in held_out and row["day"] + horizon <= cutoff]
    test: list[Row] = []
    known = {_key(row) for row in train}
    for row in labelled:
        key = _key(row)
        if group_of[row["id"]] not in held_out or row["day"] < cutoff or (key and key in known):
            continue
        known.add(key)
        test.append(row)
    return train, test, group_of


def _key(row: Row) -> str:
    return " ".join(row["text"].casefold().split())
