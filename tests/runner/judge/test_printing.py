"""What numpy and unittest print of a value stays small, however it is shaped."""

import traceback
import unittest

import numpy as np
import pytest
from _pytest._io.saferepr import SafeRepr, saferepr
from hypothesis import given, settings
from hypothesis import strategies as st

from runner.judge.printing import bound_printing


@pytest.fixture(autouse=True)
def bounded(monkeypatch):
    from numpy._core import arrayprint

    monkeypatch.setattr(arrayprint, "_array2string", arrayprint._array2string)
    monkeypatch.setattr(unittest.case, "pprint", unittest.case.pprint)
    for module in (unittest.case, unittest.util):
        monkeypatch.setattr(module, "safe_repr", module.safe_repr)
    monkeypatch.setattr(SafeRepr, "repr_instance", SafeRepr.repr_instance)
    monkeypatch.setattr(traceback, "_safe_string", traceback._safe_string)
    bound_printing()


@pytest.mark.parametrize(
    "array",
    [
        np.zeros((2,) * 25, np.int8),
        np.zeros((6,) * 8, bool),
        np.array(["x" * 30_000] * 30),
        np.array([b"x" * 30_000] * 30),
        np.array([[0] * 3_000, None], dtype=object),
        np.array([np.zeros(100_000), None], dtype=object),
    ],
    ids=lambda array: f"{array.dtype.kind}{array.ndim}",
)
def test_an_array_of_which_too_much_would_be_shown_is_told_in_a_line(array):
    for shown in (repr(array), str(array), f"{array}", np.array2string(array)):
        assert f"<{array.size:,} elements>" in shown
        assert len(shown) < 200


@pytest.mark.parametrize(
    ("array", "shown"),
    [
        (np.arange(3.0), "array([0., 1., 2.])"),
        (np.arange(100_000), "array([    0,     1,     2, ..., 99997, 99998, 99999], shape=(100000,))"),
        (np.array(["a", "b"]), "array(['a', 'b'], dtype='<U1')"),
        (np.array([[1, 2], None], dtype=object), "array([list([1, 2]), None], dtype=object)"),
        (np.array(5), "array(5)"),
        (np.zeros((0, 3)), "array([], shape=(0, 3), dtype=float64)"),
    ],
)
def test_any_other_array_prints_as_ever(array, shown):
    assert repr(array) == shown


def test_unittest_lays_out_small_values_and_no_large_ones():
    case = unittest.TestCase()
    with pytest.raises(AssertionError, match="First differing element 0") as small:
        case.assertEqual([1, 2], [2, 2])
    assert "- [1, 2]" in str(small.value)
    with pytest.raises(AssertionError) as large:
        case.assertEqual([1.5] * 100_000, [2.5])
    assert len(str(large.value)) < 2_000


ARRAYS = [np.zeros(5)] * 100_000


@pytest.mark.parametrize(
    "value",
    [
        dict(enumerate(ARRAYS)).values(),
        slice(ARRAYS),
        slice(slice(None, ARRAYS)),
        ValueError(ARRAYS),
        KeyError("x", ARRAYS),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_holds_many_values_and_is_no_list_is_told_in_a_word(value):
    for shown in (saferepr(value), saferepr([value])):
        assert f"<{type(value).__name__}, too large to be shown>" in shown
    with pytest.raises(AssertionError, match="too large to be shown"):
        unittest.TestCase().assertEqual(value, [1])


@pytest.mark.parametrize("value", [{1: 2}.items(), slice(1, [2]), ValueError("x", [3])])
def test_a_small_one_is_shown_as_ever(value):
    assert saferepr(value) == repr(value)


def test_an_error_of_many_values_is_put_into_few_words():
    for error, words in ((ValueError("x"), "ValueError: x"), (ValueError(ARRAYS), "ValueError: ([array([0.")):
        with pytest.raises(ValueError) as caught:
            raise error
        assert caught.exconly().startswith(words)
        assert words in "".join(traceback.format_exception(caught.value))


def test_hypothesis_puts_an_error_of_many_values_into_few_words_too():
    asked = []

    class Counted(np.ndarray):
        def __repr__(self):
            asked.append(1)
            return "x"

    held = [np.zeros(1).view(Counted)] * 100_000

    @settings(database=None, max_examples=3)
    @given(st.integers())
    def fails(_number):
        raise ValueError(held)

    with pytest.raises(ValueError):
        fails()
    assert len(asked) < 1_000
