"""The worked examples of the brief."""

import math

import numpy as np
import pytest
from solution import adapt, correction, local_update, mask, run_round, unmask


@pytest.mark.parametrize(("clip", "expected"), [(10.0, 0.5), (0.25, 0.25)])
def test_example_1_local_update(clip, expected):
    x, y = np.array([[1.0], [2.0]]), np.array([1.0, 2.0])
    update = local_update(np.array([0.0]), x, y, steps=1, rate=0.1, clip=clip)
    np.testing.assert_allclose(update, [expected])


def test_example_2_adapt():
    x, y = np.array([[1.0], [1.0]]), np.array([3.0, 3.0])
    adapted, strength = adapt(np.array([1.0]), x, y, [2.0, math.inf])
    np.testing.assert_allclose(adapted, [2.0])
    assert strength == 2.0


def test_example_3_a_round():
    def offline(weights):
        raise TimeoutError("no answer")

    clients = {
        "north": lambda weights: (np.array([0.3, 0.4]), 200),
        "south": lambda weights: (np.array([3.0, 4.0]), 50),
        "west": offline,
        "east": lambda weights: (np.array([np.nan, 0.0]), 10),
    }
    weights, report = run_round(np.array([1.0, 1.0]), clients, clip=1.0, max_count=100)
    np.testing.assert_allclose(weights, [1 + 0.6 / 1.5, 1 + 0.8 / 1.5])
    assert report == {"used": ["north", "south"], "dropped": ["west"], "rejected": ["east"]}


def test_example_4_masks_cancel():
    a = mask([1.5, -2.0], "a", {"b": 11, "c": 12}, 7)
    b = mask([0.25, 1.0], "b", {"a": 11, "c": 13}, 7)
    c = mask([1.0, 1.0], "c", {"a": 12, "b": 13}, 7)
    np.testing.assert_allclose(unmask({"a": a, "b": b, "c": c}, {}), [2.75, 0.0], atol=3 * 2**-16)


def test_example_5_a_message_is_lost():
    a = mask([1.5, -2.0], "a", {"b": 11, "c": 12}, 7)
    b = mask([0.25, 1.0], "b", {"a": 11, "c": 13}, 7)
    help_of_a = correction("a", {"b": 11, "c": 12}, ["c"], 7, 2)
    help_of_b = correction("b", {"a": 11, "c": 13}, ["c"], 7, 2)
    found = unmask({"a": a, "b": b}, {"a": help_of_a, "b": help_of_b})
    np.testing.assert_allclose(found, [1.75, -1.0], atol=2 * 2**-16)
