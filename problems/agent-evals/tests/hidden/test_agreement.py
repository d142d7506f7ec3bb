"""Agreement and kappa, in fractions, by the definition over all pairs."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from solution import agreement

ORDER = ["poor", "fair", "good", "best"]
label = st.sampled_from([None, *ORDER])
pairs_of_labels = st.lists(st.tuples(label, label), max_size=12)


def expected_of(pairs, order=None):
    """Chance is the share of all n² pairs of a first with a second label that agree, or their mean cost."""
    known = [pair for pair in pairs if None not in pair]
    found = {"n": len(known), "skipped": len(pairs) - len(known), "observed": None, "expected": None, "kappa": None}
    if not known:
        return found
    crossed = [(one, other) for one, _ in known for _, other in known]

    def mean(pairs, cost):
        return Fraction(sum(cost(*pair) for pair in pairs), len(pairs))

    def differ(one, other):
        return int(one != other) if order is None else (order.index(one) - order.index(other)) ** 2

    found["observed"] = mean(known, lambda one, other: int(one == other))
    found["expected"] = mean(crossed, lambda one, other: int(one == other))
    if mean(crossed, differ):
        found["kappa"] = 1 - mean(known, differ) / mean(crossed, differ)
    return found


def check(pairs, order=None):
    got = agreement([one for one, _ in pairs], [other for _, other in pairs], order=order)
    expected = expected_of(pairs, order)
    assert set(got) == set(expected)
    assert (got["n"], got["skipped"]) == (expected["n"], expected["skipped"])
    for key in ("observed", "expected", "kappa"):
        if expected[key] is None:
            assert got[key] is None
        else:
            assert got[key] == pytest.approx(float(expected[key]), abs=1e-9)


@pytest.mark.points(2)
@given(pairs=pairs_of_labels)
def test_any_labels(pairs):
    """Counts, shares and kappa are right for any labels, missing ones left out on both sides."""
    check(pairs)


@pytest.mark.points(2)
@given(pairs=pairs_of_labels, order=st.permutations(ORDER))
def test_any_order(pairs, order):
    """With an order, kappa weighs each error by the square of its size; the shares are as without."""
    check(pairs, order)


def test_a_judge_that_always_says_yes():
    """Ninety per cent of agreement may be worth nothing."""
    people = ["yes"] * 9 + ["no"]
    found = agreement(people, ["yes"] * 10)
    assert found["observed"] == pytest.approx(0.9, abs=1e-9)
    assert found["kappa"] == pytest.approx(0.0, abs=1e-9)


def test_perfect_and_opposite():
    """Kappa is 1 for raters who always agree, and -1 for two halves that always disagree."""
    assert agreement(["a", "b", "c"], ["a", "b", "c"])["kappa"] == pytest.approx(1.0, abs=1e-9)
    assert agreement(["a", "b"], ["b", "a"])["kappa"] == pytest.approx(-1.0, abs=1e-9)


def test_one_label_is_no_measure():
    """Where both raters know one label only, they agree, and kappa is None."""
    check([("yes", "yes")] * 3)
    check([("good", "good")] * 3, ORDER)


def test_nothing_to_compare():
    """Without pairs everything but the counts is None."""
    for first, second, skipped in (([], [], 0), (["a", None], [None, "b"], 2)):
        for order in (None, ["a", "b"], []):
            found = agreement(first, second, order=order)
            assert found == {"n": 0, "skipped": skipped, "observed": None, "expected": None, "kappa": None}


def test_shares_among_what_is_compared():
    """Labels of items that are left out do not count in the raters' shares."""
    first = ["a", "a", "b", "b", "c", "c", "c"]
    second = ["a", "b", "b", "b", None, None, None]
    check(list(zip(first, second, strict=True)))
    check([("a", "a"), ("z", None)], ["a"])  # a label that is left out need not be in the order


def test_the_empty_label():
    """A label may be the empty text; nothing but None is no label."""
    pairs = [("", ""), ("", "no"), ("yes", "yes"), (None, ""), ("no", "")]
    check(pairs)
    check(pairs, ["no", "", "yes"])


def test_labels_of_the_order_that_nobody_used():
    """An order may have labels that do not occur, and they keep their place."""
    check([("poor", "best"), ("poor", "poor"), ("best", "best")], ORDER)
    near = agreement(["low", "mid", "top"], ["mid", "mid", "top"], order=["low", "mid", "high", "top"])["kappa"]
    assert near == pytest.approx(1 - 3 / (1 + 1 + 9 + 0 + 0 + 4 + 4 + 4 + 0), abs=1e-9)


def test_what_cannot_be_compared():
    """Other lengths, a label twice in the order, and one that is not in it raise ValueError, however few there are."""
    for first, second, order in (
        (["a"], ["a", "b"], None),
        (["a", "b"], ["a", "c"], ["a", "b"]),
        (["c", "b"], ["a", "b"], ["a", "b"]),
        (["a", "b"], ["a", "b"], ["a", "b", "a"]),
        ([None], [], None),
        (["a"], ["a"], []),
        ([], [], ["a", "a"]),
        ([None], ["a"], ["b", "a", "b"]),
    ):
        with pytest.raises(ValueError):
            agreement(first, second, order=order)
