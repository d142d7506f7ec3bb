"""Keeps every valid version and works out the rows when asked; groups by relabelling until nothing changes."""

from fractions import Fraction
from math import isfinite, sqrt

import numpy as np

ROW = ("id", "version", "customer", "device", "technician", "day", "text", "pressure", "model", "failed")


class Warehouse:
    def __init__(self):
        self.versions = {}  # id -> {version: row, or None for a deletion}
        self.next_after = 0

    def pull(self, read, replay=False):
        after = 0 if replay else self.next_after
        tally = dict(read=0, inserted=0, updated=0, deleted=0, ignored=0, rejected=0)
        while page := read(after):
            for _, record in page:
                tally["read"] += 1
                tally[self.apply(record)] += 1
            after = page[-1][0]
            self.next_after = after
        return tally

    def apply(self, record):
        try:
            name, version, row = parsed(record)
        except (KeyError, TypeError):
            return "rejected"
        history = self.versions.setdefault(name, {})
        if history and version <= max(history):
            return "ignored"
        before = history[max(history)] if history else None
        history[version] = row
        if row is None:
            return "deleted"
        return "updated" if before else "inserted"

    def rows(self):
        latest = (history[max(history)] for history in self.versions.values())
        return sorted(filter(None, latest), key=lambda row: (row["day"], row["id"]))


def parsed(record):
    """Return id, version and row; raises KeyError or TypeError for what is no record."""

    def need(good):
        if not good:
            raise TypeError

    need(isinstance(record["id"], str) and len(record["id"]) > 0)
    need(isinstance(record["version"], int) and record["version"] >= 1)
    if record.get("deleted"):
        return record["id"], record["version"], None
    row = {key: record[key] for key in ROW}
    for key in ("customer", "device", "technician", "text"):
        need(isinstance(row[key], str))
    need(isinstance(row["day"], int))
    need(row["pressure"] is None or (type(row["pressure"]) in (int, float) and isfinite(row["pressure"])))
    need(row["model"] is None or isinstance(row["model"], str))
    need(row["failed"] is None or (type(row["failed"]) is int and row["failed"] in {0, 1}))
    return row["id"], row["version"], row


def numbered(rows):
    """Give every row the number of its group: merge the sets of what is met together."""
    sets = {}
    for row in rows:
        here = sets.get(("c", row["customer"]), {("c", row["customer"])})
        there = sets.get(("d", row["device"]), {("d", row["device"])})
        if here is there:
            continue
        small, large = sorted((here, there), key=len)
        large |= small
        for node in small:
            sets[node] = large
        for node in (("c", row["customer"]), ("d", row["device"])):
            sets[node] = large
    return {row["id"]: id(sets["d", row["device"]]) for row in rows}, sets


def split(rows, *, cutoff, horizon, holdout):
    train, test, _ = parts(rows, cutoff, horizon, holdout)
    return [row["id"] for row in train], [row["id"] for row in test]


def parts(rows, cutoff, horizon, holdout):
    number, keep_alive = numbered(rows)
    out = {number[row["id"]] for row in rows if row["customer"] in holdout}
    known = sorted((row for row in rows if row["failed"] in (0, 1)), key=lambda row: (row["day"], row["id"]))
    train = [row for row in known if number[row["id"]] not in out and cutoff - row["day"] >= horizon]
    test = [row for row in known if number[row["id"]] in out and row["day"] >= cutoff]
    originals = {plain(row) for row in train}
    first = {}
    for row in reversed(test):
        first[plain(row)] = row["id"]
    test = [row for row in test if not plain(row) or (plain(row) not in originals and first[plain(row)] == row["id"])]
    return train, test, dict(number)


def plain(row):
    return " ".join(row["text"].casefold().split())


class Features:
    def fit_transform(self, rows):
        if len(rows) < 2:
            raise ValueError("at least two rows are needed")
        self.train = list(rows)
        p = [Fraction(row["pressure"]) for row in rows if row["pressure"] is not None] or [Fraction(0)]
        p.sort()
        self.median = (p[len(p) // 2] + p[~(len(p) // 2)]) / 2
        self.mean = sum(p) / len(p)
        variance = sum((x - self.mean) ** 2 for x in p) / len(p)
        self.deviation = sqrt(variance) if variance else 1
        self.models = sorted({row["model"] for row in rows if row["model"] is not None})
        return self.matrix(rows, [rows[:i] + rows[i + 1 :] for i in range(len(rows))])

    def transform(self, rows):
        return self.matrix(rows, [self.train] * len(rows))

    def names(self):
        return ["pressure", "pressure_missing", "technician", *("model=" + model for model in self.models)]

    def matrix(self, rows, others):
        result = np.empty((len(rows), len(self.names())))
        for i, row in enumerate(rows):
            gone = row["pressure"] is None
            own = [other["failed"] for other in others[i] if other["technician"] == row["technician"]]
            share = Fraction(sum(other["failed"] for other in others[i]), len(others[i]))
            result[i, 0] = float((self.median if gone else Fraction(row["pressure"])) - self.mean) / self.deviation
            result[i, 1] = gone
            result[i, 2] = (sum(own) + 5 * share) / (len(own) + 5)
            for j, model in enumerate(self.models):
                result[i, 3 + j] = row["model"] == model
        return result


def evaluate(rows, fit_predict, *, cutoff, horizon, holdout):
    train, test, number = parts(rows, cutoff, horizon, holdout)
    if not test:
        raise ValueError("no test rows")
    features = Features()
    x = features.fit_transform(train)
    y = [row["failed"] for row in train]
    answer = np.asarray(fit_predict(x, np.array(y, dtype=float), features.transform(test)), dtype=float).ravel()
    if len(answer) != len(test) or not np.all((answer >= 0) & (answer <= 1)):
        raise ValueError("not one probability for each test row")
    base = sum(y) / len(y)

    def scores(chosen):
        brier = np.mean([(answer[i] - test[i]["failed"]) ** 2 for i in chosen])
        baseline = np.mean([(base - test[i]["failed"]) ** 2 for i in chosen])
        return float(brier), float(baseline), float(baseline - brier)

    groups = {number[row["id"]] for row in test}
    brier, baseline, gain = scores(range(len(test)))
    se = None
    if len(groups) > 1:
        t = [scores([i for i, row in enumerate(test) if number[row["id"]] != group])[2] for group in groups]
        se = sqrt((len(t) - 1) / len(t) * sum((each - sum(t) / len(t)) ** 2 for each in t))
    return dict(
        n_train=len(train), n_test=len(test), groups=len(groups), brier=brier, baseline=baseline, gain=gain, se=se
    )
