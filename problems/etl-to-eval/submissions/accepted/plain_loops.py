"""No numpy in the arithmetic: the log is kept as the best record per id, groups grow by breadth-first search."""

import math
import statistics
from collections import defaultdict, deque

import numpy as np

TEXTS = ("customer", "device", "technician", "text")
ALL_KEYS = ["id", "version", *TEXTS, "day", "pressure", "model", "failed"]


def problem_of(record):
    """Say what is wrong with a record, or return None."""
    if not isinstance(record.get("id"), str) or record["id"] == "":
        return "id"
    if not isinstance(record.get("version"), int) or record["version"] < 1:
        return "version"
    if record.get("deleted", False):
        return None
    for key in ALL_KEYS:
        if key not in record:
            return key
    for key in TEXTS:
        if not isinstance(record[key], str):
            return key
    if not isinstance(record["day"], int):
        return "day"
    if record["pressure"] is not None:
        if not isinstance(record["pressure"], (int, float)):
            return "pressure"
        if math.isnan(record["pressure"]) or math.isinf(record["pressure"]):
            return "pressure"
    if record["model"] is not None and not isinstance(record["model"], str):
        return "model"
    if record["failed"] is not None:
        if not isinstance(record["failed"], int) or record["failed"] not in (0, 1):
            return "failed"
    return None


class Warehouse:
    def __init__(self):
        self.best = {}  # id -> the record of the highest version, a deletion too
        self.at = 0

    def pull(self, read, replay=False):
        seen = {"read": 0, "inserted": 0, "updated": 0, "deleted": 0, "ignored": 0, "rejected": 0}
        at = 0 if replay else self.at
        while True:
            page = read(at)
            if not page:
                return seen
            for position, record in page:
                seen["read"] += 1
                seen[self.take(record)] += 1
                at = position
            if at > self.at:  # an interrupted replay does not lose the place
                self.at = at

    def take(self, record):
        if problem_of(record) is not None:
            return "rejected"
        old = self.best.get(record["id"])
        if old is not None and old["version"] >= record["version"]:
            return "ignored"
        self.best[record["id"]] = record
        if record.get("deleted", False):
            return "deleted"
        if old is None or old.get("deleted", False):
            return "inserted"
        return "updated"

    def rows(self):
        alive = [{key: r[key] for key in ALL_KEYS} for r in self.best.values() if not r.get("deleted", False)]
        alive.sort(key=lambda r: r["id"])
        alive.sort(key=lambda r: r["day"])
        return alive


def label_groups(rows):
    """Give each row's index a group number."""
    by_customer, by_device = defaultdict(list), defaultdict(list)
    for i, r in enumerate(rows):
        by_customer[r["customer"]].append(i)
        by_device[r["device"]].append(i)
    group = {}
    number = 0
    for start in range(len(rows)):
        if start in group:
            continue
        group[start] = number
        waiting = deque([start])
        while waiting:
            r = rows[waiting.popleft()]
            # each list is walked once and then emptied, so that all of it stays linear
            for neighbours in (by_customer[r["customer"]], by_device[r["device"]]):
                while neighbours:
                    other = neighbours.pop()
                    if other not in group:
                        group[other] = number
                        waiting.append(other)
        number += 1
    return group


def normal(text):
    return " ".join(text.split()).casefold()


def choose(rows, cutoff, horizon, holdout):
    rows = sorted(rows, key=lambda r: (r["day"], r["id"]))
    group = label_groups(rows)
    out = set()
    for i, r in enumerate(rows):
        if r["customer"] in holdout:
            out.add(group[i])
    train, seen = [], set()
    for i, r in enumerate(rows):
        if r["failed"] is not None and group[i] not in out and r["day"] <= cutoff - horizon:
            train.append(i)
            seen.add(normal(r["text"]))
    seen.discard("")
    test = []
    for i, r in enumerate(rows):
        if r["failed"] is None or group[i] not in out or r["day"] < cutoff:
            continue
        key = normal(r["text"])
        if key in seen:
            continue
        if key:
            seen.add(key)
        test.append(i)
    return rows, train, test, group


def split(rows, *, cutoff, horizon, holdout):
    rows, train, test, _ = choose(rows, cutoff, horizon, holdout)
    return [rows[i]["id"] for i in train], [rows[i]["id"] for i in test]


class Features:
    def fit_transform(self, rows):
        if len(rows) < 2:
            raise ValueError("too few rows")
        measured = [r["pressure"] for r in rows if r["pressure"] is not None]
        self.middle = statistics.median(measured) if measured else 0
        self.mean = statistics.fmean(measured) if measured else 0
        self.spread = statistics.pstdev(measured) if measured else 1
        if self.spread == 0:
            self.spread = 1
        self.models = sorted(set(r["model"] for r in rows) - {None})
        self.training = [(r["technician"], r["failed"]) for r in rows]
        out = []
        for i, r in enumerate(rows):
            out.append(self.line(r, self.training[:i] + self.training[i + 1 :]))
        return np.array(out, dtype=float)

    def line(self, r, learned):
        x = self.middle if r["pressure"] is None else r["pressure"]
        own = [failed for technician, failed in learned if technician == r["technician"]]
        p = sum(failed for _, failed in learned) / len(learned)
        line = [
            (x - self.mean) / self.spread,
            1.0 if r["pressure"] is None else 0.0,
            (sum(own) + 5 * p) / (len(own) + 5),
        ]
        for name in self.models:
            line.append(1.0 if r["model"] == name else 0.0)
        return line

    def transform(self, rows):
        return np.array([self.line(r, self.training) for r in rows], dtype=float).reshape(len(rows), len(self.names()))

    def names(self):
        return ["pressure", "pressure_missing", "technician"] + ["model=" + name for name in self.models]


def evaluate(rows, fit_predict, *, cutoff, horizon, holdout):
    rows, train, test, group = choose(rows, cutoff, horizon, holdout)
    if len(train) < 2:
        raise ValueError("nothing to learn from")
    if not test:
        raise ValueError("nothing to test with")
    features = Features()
    x = features.fit_transform([rows[i] for i in train])
    y = np.array([rows[i]["failed"] for i in train])
    answer = [float(value) for value in fit_predict(x, y, features.transform([rows[i] for i in test]))]
    if len(answer) != len(test):
        raise ValueError("another number of answers than questions")
    for value in answer:
        if not 0 <= value <= 1:
            raise ValueError(f"{value} is no probability")
    share = sum(rows[i]["failed"] for i in train) / len(train)
    losses = [(value - rows[i]["failed"]) ** 2 for value, i in zip(answer, test)]
    guesses = [(share - rows[i]["failed"]) ** 2 for i in test]
    gains = [guess - loss for guess, loss in zip(guesses, losses)]
    names = sorted(set(group[i] for i in test))
    se = None
    if len(names) > 1:
        part = []
        for name in names:
            kept = [gain for gain, i in zip(gains, test) if group[i] != name]
            part.append(sum(kept) / len(kept))
        m = sum(part) / len(part)
        se = math.sqrt((len(names) - 1) / len(names) * sum((t - m) ** 2 for t in part))
    brier, baseline = sum(losses) / len(test), sum(guesses) / len(test)
    return {
        "n_train": len(train),
        "n_test": len(test),
        "groups": len(names),
        "brier": brier,
        "baseline": baseline,
        "gain": baseline - brier,
        "se": se,
    }
