"""Runs in a judge as its hidden tests: times calls across the wall; each test fails with its figures as the message."""

import json
import time

import numpy as np
import pytest
from solution import doubled, echo

ROUNDS = 0  # set by who sends this file


class Measured(Exception):
    """Carries what was measured."""


def measure(call, rounds):
    """Time calls one by one after some that do not count, and tell the median, the fast tenth, and our own CPU."""
    for _ in range(rounds // 10 + 2):
        call()
    seconds = []
    cpu = time.process_time()
    for _ in range(rounds):
        began = time.perf_counter()
        call()
        seconds.append(time.perf_counter() - began)
    cpu = time.process_time() - cpu
    seconds.sort()
    raise Measured(
        json.dumps(
            {
                "rounds": rounds,
                "median_us": round(seconds[rounds // 2] * 1e6, 1),
                "fast_us": round(seconds[rounds // 10] * 1e6, 1),
                "judge_cpu_us": round(cpu / rounds * 1e6, 1),
            }
        )
    )


def test_small():
    """A float there and back."""
    measure(lambda: echo(0.5), ROUNDS)


def test_list():
    """A list of 50 floats there and back."""
    values = [number / 7 for number in range(50)]
    measure(lambda: echo(values), ROUNDS)


def test_text():
    """A small dictionary with text there and back."""
    value = {"role": "user", "content": "What is 2 + 2?", "tokens": 8, "score": None}
    measure(lambda: echo(value), ROUNDS)


def test_array():
    """1 MB of float64 there and another 1 MB back."""
    array = np.arange(125_000, dtype=np.float64)
    assert np.array_equal(doubled(array), array * 2)
    measure(lambda: doubled(array), max(20, ROUNDS // 20))


@pytest.mark.points(1)
def test_echoed_array():
    """The same 1 MB there and back."""
    array = np.arange(125_000, dtype=np.float64)
    measure(lambda: echo(array), max(20, ROUNDS // 20))
