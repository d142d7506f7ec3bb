"""`schedule.py`: each step's rate, and both ends."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from schedule import rate


@st.composite
def cases(draw):
    total = draw(st.integers(1, 40))
    return total, draw(st.integers(1, total)), draw(st.sampled_from([0.5, 3.0])), draw(st.sampled_from([0.0, 0.25]))


def rates(total, warmup, peak, floor):
    return [rate(step, total, peak=peak, warmup=warmup, floor=floor) for step in range(total)]


@given(case=cases())
def test_every_step(case):
    """The rate of every step is as defined, wherever the warm-up ends."""
    total, warmup, peak, floor = case
    for step, found in enumerate(rates(*case)):
        if step < warmup:
            expected = peak / warmup * (step + 1)
        else:
            angle = math.pi * (step - (warmup - 1)) / ((total - 1) - (warmup - 1))
            expected = floor + (peak - floor) / 2 + (peak - floor) / 2 * math.cos(angle)
        assert found == pytest.approx(expected, rel=1e-9, abs=1e-9)


def test_the_warm_up():
    """The first step has a part of the peak, not zero, and the last step of the warm-up has the peak."""
    assert rates(9, 4, 2.0, 0.0)[:4] == pytest.approx([0.5, 1.0, 1.5, 2.0], rel=1e-9)
    assert rates(3, 1, 2.0, 0.0)[0] == pytest.approx(2.0, rel=1e-9)


def test_the_end():
    """The last step has the floor, and the middle of the cosine the mean of peak and floor."""
    found = rates(11, 3, 1.0, 0.25)
    assert found[-1] == pytest.approx(0.25, rel=1e-9)
    assert found[6] == pytest.approx(0.625, rel=1e-9)


def test_nothing_but_warm_up():
    """Where the warm-up is as long as the training, its last step has the peak."""
    assert rates(3, 3, 0.75, 0.1) == pytest.approx([0.25, 0.5, 0.75], rel=1e-9)
