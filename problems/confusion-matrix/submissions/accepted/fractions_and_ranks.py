"""Every rate is a fraction until it leaves; the area comes from midranks, the choice from a sort key.

A matrix of K classes is a Counter of pairs, and a rate is a share of the pairs that fulfil a condition.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

Pairs = Counter[tuple[Any, Any]]
Condition = Callable[[Any, Any], bool]


class Point(NamedTuple):
    """What is flagged at a threshold, and how it turned out."""

    threshold: float
    tp: int
    fp: int
    fn: int
    tn: int


def confusion_matrix(
    y_true: Sequence[Any], y_pred: Sequence[Any], labels: Sequence[Any] | None = None
) -> tuple[list[Any], list[list[int]]]:
    """Find each label's place in the list of labels, and add to the cell."""
    if len(y_true) != len(y_pred):
        raise ValueError("one prediction for each item")
    names = sorted(set(y_true) | set(y_pred)) if labels is None else list(labels)
    known = set(names)
    if len(known) != len(names):
        raise ValueError("a label is there twice")
    cells: Pairs = Counter()
    for pair in zip(y_true, y_pred):
        if not known.issuperset(pair):
            raise ValueError(f"no such label: {pair!r}")
        cells[pair] += 1
    return names, [[cells[truth, answer] for answer in names] for truth in names]


def binary_rates(*, tp: int, fp: int, fn: int, tn: int, beta: float = 1.0) -> dict[str, Any]:
    """Write the counts down as pairs of truth and answer, and read all rates off as shares."""
    counts = [int(count) for count in (tp, fp, fn, tn)]
    if any(count < 0 for count in counts):
        raise ValueError("a count is negative")
    if not 0 < beta < math.inf:
        raise ValueError("beta is positive and finite")
    return at_the_door(rates_of(dict(zip(("tp", "fp", "fn", "tn"), counts)), Fraction(beta) ** 2))


def rates_of(counts: dict[str, int], square: Fraction) -> dict[str, Any]:
    """Return the exact rates."""
    pairs: Pairs = Counter(
        {(True, True): counts["tp"], (False, True): counts["fp"], (True, False): counts["fn"], (False, False): counts["tn"]}
    )

    def share(what: Condition, among: Condition) -> Fraction | None:
        of_these = {pair: count for pair, count in pairs.items() if among(*pair)}
        return ratio(sum(count for pair, count in of_these.items() if what(*pair)), sum(of_these.values()))

    rates: dict[str, Any] = {**counts, "n": sum(counts.values())}
    rates["prevalence"] = share(lambda truth, _: truth, lambda truth, answer: True)
    rates["tpr"] = share(lambda _, answer: answer, lambda truth, _: truth)
    rates["fpr"] = share(lambda _, answer: answer, lambda truth, _: not truth)
    rates["ppv"] = share(lambda truth, _: truth, lambda _, answer: answer)
    rates["for"] = share(lambda truth, _: truth, lambda _, answer: not answer)
    for name, complement in (("fnr", "tpr"), ("tnr", "fpr"), ("fdr", "ppv"), ("npv", "for")):
        rates[name] = None if rates[complement] is None else 1 - rates[complement]
    rates["f_beta"] = None
    if missed_or_found := square * (counts["tp"] + counts["fn"]) + counts["tp"] + counts["fp"]:
        rates["f_beta"] = (1 + square) * counts["tp"] / missed_or_found
    for name, above, below in (("lr_plus", "tpr", "fpr"), ("lr_minus", "fnr", "tnr")):
        rates[name] = odds(rates[above], rates[below])
    return rates | whole(pairs, (True, False))


def class_report(matrix: Sequence[Sequence[int]], beta: float = 1.0) -> dict[str, Any]:
    """Make pairs of the matrix, and two classes of many for each of them."""
    size = len(matrix)
    if any(len(row) != size for row in matrix):
        raise ValueError("as many columns as rows")
    pairs: Pairs = Counter({(i, j): int(matrix[i][j]) for i in range(size) for j in range(size)})
    if any(count < 0 for count in pairs.values()):
        raise ValueError("an entry is negative")
    square = Fraction(beta) ** 2
    exact = []
    for own in range(size):
        counts = dict.fromkeys(("tp", "fp", "fn", "tn"), 0)
        for (truth, answer), count in pairs.items():
            counts[("t" if (truth == own) == (answer == own) else "f") + ("p" if answer == own else "n")] += count
        exact.append(rates_of(counts, square))
    averages: dict[str, Any] = {"macro": {}, "weighted": {}}
    for key in ("ppv", "tpr", "f_beta"):
        defined = [(rates[key], rates["tp"] + rates["fn"]) for rates in exact if rates[key] is not None]
        averages["macro"][key] = ratio(sum(value for value, _ in defined), len(defined))
        averages["weighted"][key] = ratio(sum(value * own for value, own in defined), sum(own for _, own in defined))
    pooled = {key: sum(rates[key] for rates in exact) for key in ("tp", "fp", "fn")}
    micro = rates_of({**pooled, "tn": 0}, square)
    averages["micro"] = {key: micro[key] for key in ("ppv", "tpr", "f_beta")}
    return {
        "n": pairs.total(),
        **at_the_door(whole(pairs, range(size))),
        "per_class": [at_the_door(rates) for rates in exact],
        "averages": {name: at_the_door(average) for name, average in averages.items()},
        "defined": {key: size - [rates[key] for rates in exact].count(None) for key in ("ppv", "tpr", "f_beta")},
    }


def whole(pairs: Pairs, names: Iterable[Any]) -> dict[str, Any]:
    """Measure all classes together: kappa by agreement and chance, the correlation by covariances of indicators."""
    n = pairs.total()
    blank: dict[str, Any] = dict.fromkeys(("accuracy", "balanced_accuracy", "kappa", "mcc"))
    if not n:
        return blank
    truths: Counter[Any] = Counter()
    answers: Counter[Any] = Counter()
    for (truth, answer), count in pairs.items():
        truths[truth] += count
        answers[answer] += count
    names = list(names)
    agreed = Fraction(sum(pairs[name, name] for name in names), n)
    chance = sum(Fraction(truths[name], n) * Fraction(answers[name], n) for name in names)
    of_truth = 1 - sum(Fraction(truths[name], n) ** 2 for name in names)
    of_answer = 1 - sum(Fraction(answers[name], n) ** 2 for name in names)
    recalls = [ratio(pairs[name, name], truths[name]) for name in names]
    return {
        "accuracy": agreed,
        "balanced_accuracy": None if None in recalls else ratio(sum(recalls), len(recalls)),
        "kappa": ratio(agreed - chance, 1 - chance),
        "mcc": float(agreed - chance) / math.sqrt(of_truth * of_answer) if of_truth * of_answer else None,
    }


def ratio(above: Fraction | int, below: Fraction | int) -> Fraction | None:
    return Fraction(above) / below if below else None


def odds(above: Fraction | None, below: Fraction | None) -> Fraction | float | None:
    if above is None or below is None or not (above or below):
        return None
    return above / below if below else math.inf


def at_the_door(exact: dict[str, Any]) -> dict[str, Any]:
    """Make floats of fractions."""
    return {key: float(value) if isinstance(value, Fraction) else value for key, value in exact.items()}


def tallied(y_true: Sequence[int], scores: Sequence[float]) -> list[tuple[float, int, int]]:
    """Return each distinct score with its negatives and positives, ascending."""
    if len(y_true) != len(scores):
        raise ValueError("one score for each item")
    numbers = list(map(float, scores))
    if not all(map(math.isfinite, numbers)) or not set(y_true) <= {0, 1}:
        raise ValueError("labels are 0 and 1, scores are finite")
    everything = Counter(numbers)
    positives = Counter(number for number, truth in zip(numbers, y_true) if truth)
    return [(score, everything[score] - positives[score], positives[score]) for score in sorted(everything)]


def descending(y_true: Sequence[int], scores: Sequence[float]) -> list[Point]:
    """Return the points of the sweep: start with everything flagged and let go of one score after the other."""
    table = tallied(y_true, scores)

    def letting_go() -> Iterator[Point]:
        tp, fp, fn, tn = sum(row[2] for row in table), sum(row[1] for row in table), 0, 0
        for score, negatives, positives in table:
            yield Point(score, tp, fp, fn, tn)
            tp, fp, fn, tn = tp - positives, fp - negatives, fn + positives, tn + negatives
        yield Point(math.inf, tp, fp, fn, tn)

    return list(letting_go())[::-1]


def sweep(y_true: Sequence[int], scores: Sequence[float]) -> dict[str, tuple[Any, ...]]:
    """Turn points into columns."""
    return dict(zip(("thresholds", "tp", "fp", "fn", "tn"), zip(*descending(y_true, scores))))


def roc_area(y_true: Sequence[int], scores: Sequence[float]) -> float | None:
    """Add up the midranks of the positives: Mann and Whitney's statistic."""
    below = positives = twice_ranks = 0
    for _, negatives, here in tallied(y_true, scores):
        tied = negatives + here
        twice_ranks += here * (2 * below + tied + 1)  # ranks below + 1 to below + tied have this mean, twice
        below, positives = below + tied, positives + here
    pairs = positives * (below - positives)
    return (twice_ranks - positives * (positives + 1)) / (2 * pairs) if pairs else None


def choose_threshold(
    y_true: Sequence[int],
    scores: Sequence[float],
    *,
    criterion: str,
    cost_fp: int = 1,
    cost_fn: int = 1,
    min_tpr: float | None = None,
    max_flagged: int | None = None,
) -> dict[str, Any] | None:
    """Keep the points that may be chosen; floats find those that may be best, fractions decide, then thresholds."""
    criteria: dict[str, Callable[[Point], tuple[int, int]]] = {
        "youden": lambda at: (at.tp * at.tn - at.fp * at.fn, (at.tp + at.fn) * (at.fp + at.tn)),
        "f1": lambda at: (2 * at.tp, 2 * at.tp + at.fp + at.fn),
        "cost": lambda at: (-int(cost_fp) * at.fp - int(cost_fn) * at.fn, 1),
    }
    if criterion not in criteria or cost_fp < 0 or cost_fn < 0:
        raise ValueError("youden, f1, or costs that are not negative")
    if (min_tpr is not None and not 0 <= min_tpr <= 1) or (max_flagged is not None and max_flagged < 0):
        raise ValueError("a share between 0 and 1, and a capacity that is not negative")
    points = descending(y_true, scores)
    if max_flagged is not None:
        points = [at for at in points if at.tp + at.fp <= max_flagged]
    if min_tpr is not None:
        points = [at for at in points if at.tp + at.fn and at.tp / (at.tp + at.fn) >= min_tpr]
    quotients = [(*criteria[criterion](at), at) for at in points]
    defined = [(above, below, at) for above, below, at in quotients if below]
    if not defined:
        return None
    nearly = max(above / below for above, below, _ in defined) - 1e-9
    close = [(Fraction(above, below), at) for above, below, at in defined if above / below >= nearly]
    value, best = max(close, key=lambda pair: (pair[0], pair[1].threshold))
    return {**best._asdict(), "value": float(abs(value) if criterion == "cost" else value)}
