"""Histograms in dictionaries, one walk down the scores, and exact fractions until a result leaves the module."""

import math
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from fractions import Fraction

AVERAGED = ("ppv", "tpr", "f_beta")


def confusion_matrix(y_true, y_pred, labels=None):
    truths, guesses = _listed(y_true), _listed(y_pred)
    if len(truths) != len(guesses):
        raise ValueError("as many predictions as truths are needed")
    names = sorted(set(truths) | set(guesses)) if labels is None else _listed(labels)
    table = {name: dict.fromkeys(names, 0) for name in names}
    if len(table) < len(names):
        raise ValueError("one label is there twice")
    for truth, guess in zip(truths, guesses):
        if truth not in table or guess not in table:
            raise ValueError(f"no row or column for {truth!r}, {guess!r}")
        table[truth][guess] += 1
    return names, [list(row.values()) for row in table.values()]


def binary_rates(*, tp, fp, fn, tn, beta=1.0):
    tp, fp, fn, tn = int(tp), int(fp), int(fn), int(tn)
    if any(count < 0 for count in (tp, fp, fn, tn)):
        raise ValueError("a count is negative")
    if not math.isfinite(beta) or beta <= 0:
        raise ValueError("beta has to be finite and positive")
    beta = Fraction(beta)
    tpr, fnr = _ratio(tp, tp + fn), _ratio(fn, tp + fn)
    fpr, tnr = _ratio(fp, fp + tn), _ratio(tn, fp + tn)
    exact = {
        "tp": tp, "fp": fp, "fn": fn, "tn": tn, "n": tp + fp + fn + tn,
        "prevalence": _ratio(tp + fn, tp + fp + fn + tn),
        "tpr": tpr, "fnr": fnr, "tnr": tnr, "fpr": fpr,
        "ppv": _ratio(tp, tp + fp), "fdr": _ratio(fp, tp + fp),
        "npv": _ratio(tn, tn + fn), "for": _ratio(fn, tn + fn),
        "f_beta": _ratio((1 + beta**2) * tp, (1 + beta**2) * tp + beta**2 * fn + fp),
        "lr_plus": _likelihood(tpr, fpr), "lr_minus": _likelihood(fnr, tnr),
    }
    return {**{key: _float(value) for key, value in exact.items()}, **_whole([[tp, fn], [fp, tn]])}


def class_report(matrix, beta=1.0):
    rows = [[int(count) for count in row] for row in matrix]
    if {len(row) for row in rows} - {len(rows)}:
        raise ValueError("as many columns as rows are needed")
    if min((count for row in rows for count in row), default=0) < 0:
        raise ValueError("a count is negative")
    n = sum(map(sum, rows))
    per_class, sums = [], Counter()
    for k, row in enumerate(rows):
        column = [other[k] for other in rows]
        counts = {"tp": row[k], "fp": sum(column) - row[k], "fn": sum(row) - row[k]}
        sums.update(counts)
        per_class.append(binary_rates(**counts, tn=n - sum(counts.values()), beta=beta))
    pooled = binary_rates(tp=sums["tp"], fp=sums["fp"], fn=sums["fn"], tn=0, beta=beta)
    averages = defaultdict(dict)
    for key in AVERAGED:
        known = [(rates[key], sum(row)) for rates, row in zip(per_class, rows) if rates[key] is not None]
        averages["macro"][key] = sum(value for value, _ in known) / len(known) if known else None
        weight = sum(support for _, support in known)
        averages["weighted"][key] = sum(value * support for value, support in known) / weight if weight else None
        averages["micro"][key] = pooled[key]
    defined = {key: sum(rates[key] is not None for rates in per_class) for key in AVERAGED}
    return {"n": n, **_whole(rows), "per_class": per_class, "averages": dict(averages), "defined": defined}


def sweep(y_true, scores):
    points = list(_points(y_true, scores))
    columns = zip(*points)
    return {key: list(column) for key, column in zip(("thresholds", "tp", "fp", "fn", "tn"), columns)}


def roc_area(y_true, scores):
    positives, negatives = _histograms(y_true, scores)
    below = sorted(negatives.elements())
    wins = sum(
        count * (bisect_left(below, score) + bisect_right(below, score)) for score, count in positives.items()
    )
    return _float(_ratio(wins, 2 * positives.total() * len(below)))


def choose_threshold(y_true, scores, *, criterion, cost_fp=1, cost_fn=1, min_tpr=None, max_flagged=None):
    merits = {
        "youden": lambda tp, fp, fn, tn: _difference(_ratio(tp, tp + fn), _ratio(fp, fp + tn)),
        "f1": lambda tp, fp, fn, tn: _ratio(2 * tp, 2 * tp + fp + fn),
        "cost": lambda tp, fp, fn, tn: -(int(cost_fp) * fp + int(cost_fn) * fn),
    }
    if criterion not in merits or cost_fp < 0 or cost_fn < 0:
        raise ValueError("an unknown criterion, or a negative cost")
    if (min_tpr is not None and not 0 <= min_tpr <= 1) or (max_flagged is not None and max_flagged < 0):
        raise ValueError("a limit that makes no sense")
    best = None
    for threshold, tp, fp, fn, tn in _points(y_true, scores):
        if max_flagged is not None and tp + fp > max_flagged:
            continue
        if min_tpr is not None and (tp + fn == 0 or tp / (tp + fn) < min_tpr):
            continue
        merit = merits[criterion](tp, fp, fn, tn)
        if merit is not None and (best is None or merit > best[0]):
            best = merit, {"threshold": threshold, "tp": tp, "fp": fp, "fn": fn, "tn": tn}
    if best is None:
        return None
    return {**best[1], "value": float(-best[0] if criterion == "cost" else best[0])}


def _points(y_true, scores):
    positives, negatives = _histograms(y_true, scores)
    tp = fp = 0
    everyone = positives.total(), negatives.total()
    yield math.inf, 0, 0, *everyone
    for score in sorted(positives.keys() | negatives.keys(), reverse=True):
        tp, fp = tp + positives[score], fp + negatives[score]
        yield score, tp, fp, everyone[0] - tp, everyone[1] - fp


def _histograms(y_true, scores):
    truths, values = _listed(y_true), [float(score) for score in scores]
    if len(truths) != len(values) or any(truth not in (0, 1) for truth in truths):
        raise ValueError("a 0 or 1 for each score is needed")
    if not all(map(math.isfinite, values)):
        raise ValueError("a score is not finite")
    sides = Counter(), Counter()
    for truth, value in zip(truths, values):
        sides[0 if truth == 1 else 1][value] += 1
    return sides


def _whole(rows):
    supports, guessed = [sum(row) for row in rows], [sum(column) for column in zip(*rows)]
    n, hits = sum(supports), sum(rows[k][k] for k in range(len(rows)))
    chance = sum(a * b for a, b in zip(supports, guessed))
    recalls = [_ratio(rows[k][k], support) for k, support in enumerate(supports)]
    known = bool(recalls) and None not in recalls
    spread = (n * n - sum(a * a for a in supports)) * (n * n - sum(b * b for b in guessed))
    return {
        "accuracy": _float(_ratio(hits, n)),
        "balanced_accuracy": float(sum(recalls) / len(recalls)) if known else None,
        "kappa": _float(_ratio(n * hits - chance, n * n - chance)),
        "mcc": (n * hits - chance) / math.sqrt(spread) if spread else None,
    }


def _likelihood(above, below):
    if above is None or below is None or above == below == 0:
        return None
    return above / below if below else math.inf


def _difference(one, other):
    return None if one is None or other is None else one - other


def _ratio(above, below):
    return Fraction(above) / Fraction(below) if below else None


def _float(value):
    return float(value) if isinstance(value, Fraction) else value


def _listed(values):
    return values.tolist() if hasattr(values, "tolist") else list(values)
