"""When two results of one input are the same."""

import numpy as np
import pytest

from runner.judge.timing.alike import alike

BIG = 10**9


@pytest.mark.parametrize(
    ("got", "expected", "same"),
    [
        (1.0 + 1e-9, 1.0, True),
        (BIG + 1, BIG, False),
        (float(BIG), BIG, True),
        (np.array([BIG + 1, 2]), np.array([BIG, 2]), False),
        (np.array([BIG + 1.0, 2]), np.array([BIG, 2]), True),
        ([BIG, [1, BIG + 1]], [BIG, [1, BIG]], False),
        (np.int64(BIG + 1), BIG, False),
        (float("nan"), 1.0, False),
        (np.array([np.nan]), np.array([1.0]), False),
        (np.array([1.0]), np.array([[1.0]]), False),
    ],
)
def test_whole_numbers_are_the_same_or_not_and_others_within_rounding(got, expected, same):
    assert alike(got, expected) is same
