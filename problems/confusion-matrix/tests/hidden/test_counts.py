"""Part 1: the matrix of counts."""

from collections import Counter
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from solution import confusion_matrix

PRIORITIES = ["routine", "urgent", "critical", "unreadable"]


def counted(*arguments: Any, **named: Any) -> tuple[list[Any], list[list[int]]]:
    """Call the solution and bring its answer into one shape, whichever sequence types it chose."""
    labels, matrix = confusion_matrix(*arguments, **named)
    return list(labels), [list(row) for row in matrix]


def pairs(label: st.SearchStrategy[Any]) -> st.SearchStrategy[list[tuple[Any, Any]]]:
    return st.lists(st.tuples(label, label), min_size=1, max_size=40)


def oracle(labels: list[Any], items: list[tuple[Any, Any]]) -> list[list[int]]:
    seen = Counter(items)
    return [[seen[truth, prediction] for prediction in labels] for truth in labels]


@given(pairs(st.sampled_from(PRIORITIES)))
def test_words(items: list[tuple[str, str]]) -> None:
    """Each cell counts the items with that true and that predicted label, rows being the truth."""
    truth, prediction = (list(column) for column in zip(*items, strict=True))
    labels = sorted({*truth, *prediction})
    assert counted(truth, prediction) == (labels, oracle(labels, items))


@given(pairs(st.integers(-12, 120)))
def test_numbers_in_arrays(items: list[tuple[int, int]]) -> None:
    """Integer labels, also in numpy arrays, are ordered as numbers."""
    truth, prediction = np.array(items, dtype=np.int64).T
    labels = sorted({label for pair in items for label in pair})
    assert counted(truth, prediction) == (labels, oracle(labels, items))


def test_numbers_are_not_ordered_as_words() -> None:
    """Inferred integer labels ascend as numbers: 9 before 10, negative ones first."""
    assert counted([10, 9, -3], [10, 10, 9])[0] == [-3, 9, 10]


def test_a_label_that_is_only_predicted() -> None:
    """A label that occurs in either sequence is a class, even if no item truly has it."""
    assert counted(["b", "b", "b"], ["a", "b", "c"]) == (["a", "b", "c"], [[0, 0, 0], [1, 1, 1], [0, 0, 0]])


@given(pairs(st.sampled_from(PRIORITIES)), st.permutations(PRIORITIES))
def test_given_labels_keep_their_order(items: list[tuple[str, str]], labels: list[str]) -> None:
    """Given labels are used in the given order, absent ones with a row and a column of zeros."""
    truth, prediction = (list(column) for column in zip(*items, strict=True))
    assert counted(truth, prediction, labels=labels) == (labels, oracle(labels, items))


def test_an_unlisted_label_is_an_error() -> None:
    """An item whose true or predicted label is not among the given ones raises ValueError; it is not dropped."""
    with pytest.raises(ValueError):
        confusion_matrix(["a", "z"], ["a", "a"], labels=["a", "b"])
    with pytest.raises(ValueError):
        confusion_matrix(["a", "a"], ["z", "a"], labels=["a", "b"])


def test_an_empty_list_of_labels_is_given() -> None:
    """With an empty list of labels every item is unlisted and raises ValueError; without items there are no classes."""
    for truth, prediction in ((["a", "b"], ["a", "a"]), ([4], [4])):
        with pytest.raises(ValueError):
            confusion_matrix(truth, prediction, labels=[])
    assert counted([], [], labels=[]) == ([], [])


def test_labels_in_an_array() -> None:
    """The labels may be given in an array, as all sequences."""
    expected = ([7, -2, 5], [[1, 0, 0], [1, 0, 0], [0, 0, 0]])
    assert counted(np.array([7, -2]), [7, 7], labels=np.array([7, -2, 5])) == expected


def test_a_repeated_label_is_an_error() -> None:
    """A label listed twice raises ValueError, whether or not there are items."""
    for truth, prediction in (([3, 5], [5, 3]), ([], [])):
        with pytest.raises(ValueError):
            confusion_matrix(truth, prediction, labels=[3, 5, 3])


def test_unequal_lengths_are_an_error() -> None:
    """Sequences of unequal lengths raise ValueError, whichever is the shorter."""
    for truth, prediction in (([1, 2, 2], [1, 2]), ([1, 2], [1, 2, 2]), ([], [7])):
        with pytest.raises(ValueError):
            confusion_matrix(truth, prediction)


def test_no_items() -> None:
    """Without items there are no classes, or those given, with zeros."""
    assert counted([], []) == ([], [])
    assert counted([], [], labels=["up", "down"]) == (["up", "down"], [[0, 0], [0, 0]])
