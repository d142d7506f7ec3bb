"""What is explained, and what is only shown."""

from collections import deque

import pytest

from runner.judge.compare import bounded_explanation, bounded_ndiff, is_explainable
from sandbox.wall.failure import FailureKind, WallFailure

BIG = "x" * 100_000


@pytest.mark.parametrize("value", [1, "a", [1, [2]], {"a": (1, {2})}, deque([1]), None, object()])
def test_small_values_are_explained(value):
    assert is_explainable(value)


@pytest.mark.parametrize(
    "value", [BIG, [BIG], {"a": BIG}, {BIG: 1}, list(range(5000)), [[0] * 100] * 100, set(range(5000)), deque([BIG])]
)
def test_large_values_are_not(value):
    assert not is_explainable(value)


def test_a_value_that_holds_itself_is_not_walked_for_ever():
    inside: list[object] = []
    inside.append(inside)
    assert not is_explainable(inside)


def test_what_the_wall_made_is_not_explained_since_pytest_would_ask_it():
    far = WallFailure(FailureKind.CRASHED, "any object of a class of the wall")
    assert not is_explainable([far])


def test_an_explanation_of_large_values_shows_both_ends_and_escapes_what_pytest_formats():
    explain = bounded_explanation(lambda op, left, right: "in full")
    assert explain("==", 1, 2) == "in full"
    short = explain("==", "100% " + BIG, "\n")
    assert "100%% x" in short
    assert "\n" not in short
    assert len(short) < 1000


def test_a_diff_of_many_lines_names_the_first_difference():
    left, right = ["a"] * 5000, ["a"] * 4000 + ["b"]
    assert list(bounded_ndiff(left, right)) == ["first difference, in line 4001:", "- a", "+ b"]
    assert list(bounded_ndiff(left, left[:-1])) == ["one is the beginning of the other"]


def test_a_small_diff_is_the_standard_one():
    assert list(bounded_ndiff(["a"], ["b"])) == ["- a", "+ b"]
