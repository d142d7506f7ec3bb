"""Part 3: many classes, and averages over them."""

import math
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from solution import binary_rates, class_report

AVERAGED = ("ppv", "tpr", "f_beta")
CELL = st.one_of(st.just(0), st.integers(0, 40))
Matrix = list[list[int]]

# Rows are the truth. The third class is never predicted, the fourth never occurs, the fifth does neither.
GAPS = [
    [20, 4, 0, 2, 0],
    [6, 8, 0, 1, 0],
    [3, 2, 0, 0, 0],
    [0, 0, 0, 0, 0],
    [0, 0, 0, 0, 0],
]


@st.composite
def matrices(draw: st.DrawFn) -> Matrix:
    size = draw(st.integers(1, 5))
    return [[draw(CELL) for _ in range(size)] for _ in range(size)]


def divided(numerator: float | Fraction, denominator: float | Fraction) -> float | None:
    return float(numerator / denominator) if denominator else None


def one_against_rest(matrix: Matrix, k: int) -> tuple[int, int, int, int]:
    """Count tp, fp, fn, tn of class k by looking at every cell."""
    size = range(len(matrix))
    fp = sum(matrix[i][k] for i in size if i != k)
    fn = sum(matrix[k][j] for j in size if j != k)
    tn = sum(matrix[i][j] for i in size for j in size if k not in (i, j))
    return matrix[k][k], fp, fn, tn


def class_values(matrix: Matrix, beta: float) -> list[dict[str, Any]]:
    """Per class its support and the three averaged quantities, None where undefined."""
    values = []
    square = Fraction(beta) ** 2
    for k in range(len(matrix)):
        tp, fp, fn, _ = one_against_rest(matrix, k)
        f_beta = divided((1 + square) * tp, (1 + square) * tp + square * fn + fp)
        values.append({"support": tp + fn, "ppv": divided(tp, tp + fp), "tpr": divided(tp, tp + fn), "f_beta": f_beta})
    return values


def mean(pairs: list[tuple[float | None, int]]) -> float | None:
    defined = [(value, weight) for value, weight in pairs if value is not None]
    return divided(math.fsum(value * weight for value, weight in defined), sum(weight for _, weight in defined))


def assert_close(actual: float | None, expected: float | None, what: str) -> None:
    if expected is None:
        assert actual is None, what
    else:
        assert actual is not None, what
        assert actual == pytest.approx(expected, rel=1e-9, abs=1e-9), what


def correlation(matrix: Matrix) -> float | None:
    """Gorodkin's coefficient by its other definition: the covariances of one-hot truth and prediction."""
    cells = [(i, j, matrix[i][j]) for i in range(len(matrix)) for j in range(len(matrix))]
    n = sum(count for *_, count in cells)
    if n == 0:
        return None

    def covariance(first: int, second: int) -> Fraction:
        total = Fraction(0)
        for k in range(len(matrix)):
            joint = sum(c for *ij, c in cells if ij[first] == k and ij[second] == k)
            one, other = (sum(c for *ij, c in cells if ij[side] == k) for side in (first, second))
            total += Fraction(joint, n) - Fraction(one, n) * Fraction(other, n)
        return total

    spread = covariance(0, 0) * covariance(1, 1)
    return float(covariance(0, 1)) / math.sqrt(spread) if spread else None


def test_the_keys() -> None:
    """The report and each of its parts has exactly the keys of the brief."""
    report = class_report([[3, 1], [2, 4]])
    assert set(report) == {
        "n", "accuracy", "balanced_accuracy", "kappa", "mcc", "per_class", "averages", "defined"
    }  # fmt: skip
    assert set(report["averages"]) == {"macro", "micro", "weighted"}
    assert set(report["defined"]) == set(AVERAGED)
    assert all(set(average) == set(AVERAGED) for average in report["averages"].values())


@given(matrices())
def test_each_class_against_the_rest(matrix: Matrix) -> None:
    """Each class has its own four counts, and the rates that follow from them."""
    per_class = list(class_report(matrix)["per_class"])
    assert len(per_class) == len(matrix)
    for k, (rates, values) in enumerate(zip(per_class, class_values(matrix, 1.0), strict=True)):
        assert tuple(rates[key] for key in ("tp", "fp", "fn", "tn")) == one_against_rest(matrix, k)
        for key in AVERAGED:
            assert_close(rates[key], values[key], f"{key} of class {k}")


@given(matrices(), st.sampled_from([0.5, 1.0, 2.0]))
def test_macro_averages(matrix: Matrix, beta: float) -> None:
    """A macro average is the plain mean of the per-class values over the classes that have one."""
    macro = class_report(matrix, beta=beta)["averages"]["macro"]
    for key in AVERAGED:
        assert_close(macro[key], mean([(values[key], 1) for values in class_values(matrix, beta)]), key)


@given(matrices(), st.sampled_from([0.5, 1.0, 2.0]))
def test_weighted_averages(matrix: Matrix, beta: float) -> None:
    """A weighted average weights by true items, rescaled over the classes that have a value."""
    weighted = class_report(matrix, beta=beta)["averages"]["weighted"]
    for key in AVERAGED:
        expected = mean([(values[key], values["support"]) for values in class_values(matrix, beta)])
        assert_close(weighted[key], expected, key)


@given(matrices(), st.sampled_from([0.5, 1.0, 2.0]))
def test_micro_averages(matrix: Matrix, beta: float) -> None:
    """Micro averages pool the counts; over all classes each of them is the accuracy."""
    report = class_report(matrix, beta=beta)
    n = sum(map(sum, matrix))
    accuracy = divided(sum(matrix[k][k] for k in range(len(matrix))), n)
    assert report["n"] == n
    assert_close(report["accuracy"], accuracy, "accuracy")
    for key in AVERAGED:
        assert_close(report["averages"]["micro"][key], accuracy, key)


def test_undefined_classes_are_left_out_and_counted() -> None:
    """Classes without a value are left out of the averages, and `defined` says how many remain."""
    report = class_report(GAPS)
    assert report["defined"] == {"ppv": 3, "tpr": 3, "f_beta": 4}
    ppv = [20 / 29, 8 / 14, 0.0]
    tpr = [20 / 26, 8 / 15, 0.0]
    f_1 = [40 / 55, 16 / 29, 0.0, 0.0]
    averages = report["averages"]
    assert averages["macro"] == pytest.approx({"ppv": sum(ppv) / 3, "tpr": sum(tpr) / 3, "f_beta": sum(f_1) / 4})
    by_support = {"ppv": (26 * ppv[0] + 15 * ppv[1]) / 41, "tpr": 28 / 46, "f_beta": (26 * f_1[0] + 15 * f_1[1]) / 46}
    assert averages["weighted"] == pytest.approx(by_support)


def test_macro_f_is_the_mean_of_the_classes_f() -> None:
    """Macro F averages the classes' F; it is not the F of macro ppv and macro tpr."""
    matrix = [[90, 10], [30, 5]]
    assert class_report(matrix)["averages"]["macro"]["f_beta"] == pytest.approx((180 / 220 + 10 / 50) / 2)


def test_no_weight_on_the_classes_that_have_a_value() -> None:
    """A weighted average is None if the classes that have a value have no true items."""
    averages = class_report([[0, 9], [0, 0]])["averages"]
    assert averages["weighted"]["ppv"] is None
    assert averages["macro"]["ppv"] is not None
    assert averages["macro"]["ppv"] == 0


def test_balanced_accuracy_needs_every_class() -> None:
    """Balanced accuracy is None if a class has no true items, though the macro rate is not."""
    report = class_report([[7, 1, 0], [2, 4, 1], [0, 0, 0]])
    assert report["balanced_accuracy"] is None
    assert report["averages"]["macro"]["tpr"] == pytest.approx((7 / 8 + 4 / 7) / 2)
    assert class_report([[7, 1, 0], [2, 4, 1], [0, 2, 2]])["balanced_accuracy"] == pytest.approx(
        (7 / 8 + 4 / 7 + 1 / 2) / 3
    )


@given(matrices())
def test_kappa_and_correlation(matrix: Matrix) -> None:
    """Cohen's kappa and the multi-class MCC have their defined values, or None."""
    report = class_report(matrix)
    rows, columns = [sum(row) for row in matrix], [sum(column) for column in zip(*matrix, strict=True)]
    n = sum(rows)
    kappa = None
    if n:
        chance = Fraction(sum(r * c for r, c in zip(rows, columns, strict=True)), n * n)
        kappa = divided(Fraction(sum(matrix[k][k] for k in range(len(rows))), n) - chance, 1 - chance)
    assert_close(report["kappa"], kappa, "kappa")
    assert_close(report["mcc"], correlation(matrix), "mcc")


@given(tp=CELL, fp=CELL, fn=CELL, tn=CELL)
def test_two_classes_agree_with_the_binary_rates(tp: int, fp: int, fn: int, tn: int) -> None:
    """For K = 2 the whole matrix has the accuracies, kappa and MCC of part 2."""
    report, rates = class_report([[tn, fp], [fn, tp]]), binary_rates(tp=tp, fp=fp, fn=fn, tn=tn)
    for key in ("n", "accuracy", "balanced_accuracy", "kappa", "mcc"):
        assert_close(report[key], rates[key], key)


@given(matrices(), st.randoms(use_true_random=False))
def test_the_order_of_classes_does_not_matter(matrix: Matrix, random: Any) -> None:
    """Renaming classes permutes the per-class rates and changes no average."""
    order = list(range(len(matrix)))
    random.shuffle(order)
    plain, shuffled = class_report(matrix), class_report([[matrix[i][j] for j in order] for i in order])
    for place, k in enumerate(order):
        for key, value in plain["per_class"][k].items():
            assert_close(shuffled["per_class"][place][key], value, key)
    for name, average in plain["averages"].items():
        for key, value in average.items():
            assert_close(shuffled["averages"][name][key], value, f"{name} {key}")


def test_nothing_counted() -> None:
    """Without classes or without items everything but the counts is None."""
    empty: list[Matrix] = [[], [[0]], [[0, 0], [0, 0]]]
    for matrix in empty:
        report = class_report(matrix)
        assert report["n"] == 0
        assert [report[key] for key in ("accuracy", "balanced_accuracy", "kappa", "mcc")] == [None] * 4
        assert all(value is None for average in report["averages"].values() for value in average.values())
        assert report["defined"] == {"ppv": 0, "tpr": 0, "f_beta": 0}
        assert len(report["per_class"]) == len(matrix)


def test_entries_of_a_whole_country() -> None:
    """Entries up to 10**9 in an int64 array are measured as accurately as small ones."""
    small = [[10, 9, 8], [7, 10, 6], [9, 5, 10]]
    report = class_report(np.array(small, dtype=np.int64) * 100_000_000)
    assert_close(report["mcc"], correlation(small), "mcc")
    n, chance = 74, 27 * 26 + 23 * 24 + 24 * 24
    assert_close(report["kappa"], (n * 30 - chance) / (n * n - chance), "kappa")
    assert_close(report["per_class"][0]["mcc"], (10 * 31 - 16 * 17) / math.sqrt(26 * 27 * 48 * 47), "mcc of a class")


def test_a_matrix_that_is_not_square_is_an_error() -> None:
    """A matrix that is not square raises ValueError."""
    for matrix in ([[1, 2]], [[1, 2], [3]], [[1], [2]], [[1, 2, 3], [4, 5, 6]]):
        with pytest.raises(ValueError):
            class_report(matrix)


def test_a_negative_entry_is_an_error() -> None:
    """A negative entry raises ValueError, even where every sum is positive."""
    with pytest.raises(ValueError):
        class_report([[9, -1, 3], [1, 7, 2], [2, 3, 5]])
