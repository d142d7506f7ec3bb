"""The text of an array is numpy's where that is short, and short where it is not."""

import numpy as np
import pytest

from runner.judge.arrays import MAX_ELEMENTS, bound_arrays, short_repr

MOST_CHARACTERS = 100 * MAX_ELEMENTS


@pytest.fixture(autouse=True)
def _as_before():
    with np.printoptions():
        yield


@pytest.mark.parametrize(
    "array",
    [
        np.arange(6.0).reshape(2, 3),
        np.array(1),
        np.zeros((0, 3)),
        np.arange(100_000),
        np.zeros((500, 400), np.float32),
        np.array(["a", "bc"]),
        np.array([True, False]),
    ],
    ids=lambda array: f"{array.dtype}{array.shape}",
)
def test_what_numpy_shows_in_few_words_is_shown_so(array):
    assert short_repr(array) == np.array_repr(array)


def nested(depth):
    inner = np.array([None], object)
    for _ in range(depth):
        outer = np.empty(900, object)
        outer[:] = [inner] * 900
        inner = outer
    return inner


@pytest.mark.parametrize(
    "array",
    [
        np.zeros((2,) * 22),
        np.zeros((6,) * 8, np.int8),
        np.full((900,), "x" * 10_000),
        np.array([["\U0010ffff" * 60_000] * 3]),
        np.array(["x" * 1_000_000, [1] * 1_000_000], object),
        nested(60),
    ],
    ids=["axes of two", "axes of six", "wide texts", "few wide texts", "large objects", "arrays within arrays"],
)
def test_what_would_take_numpy_long_is_shown_by_its_shape(array):
    text = short_repr(array)
    assert len(text) < MOST_CHARACTERS
    assert f"shape={array.shape}, dtype=" in text


def test_once_bound_every_repr_is():
    bound_arrays()
    assert repr([np.zeros((2,) * 22)]).startswith("[array([np.float64(0.0), ")
