"""The examples of the brief."""

import math
import random

import pytest
from solution import (
    Reservoir,
    allocate,
    counterexample,
    effective_sample_size,
    hajek_mean,
    horvitz_thompson,
    importance_mean,
    merge,
    policy_value,
    stratified_mean,
)

LOG = [1.0, 0.0, 1.0], [0.5, 0.5, 0.25], [0.25, 0.75, 1.0]


def test_a_short_stream():
    reservoir = Reservoir(2, random.Random(1).randrange)
    for item in ["a", "b"]:
        reservoir.add(item)
    assert sorted(reservoir.sample()) == ["a", "b"]
    assert reservoir.seen() == 2


def test_a_long_stream():
    reservoir = Reservoir(2, random.Random(1).randrange)
    for item in "abcdefgh":
        reservoir.add(item)
    assert len(set(reservoir.sample())) == 2


def test_merge_of_short_streams():
    assert sorted(merge(["a", "b"], 2, ["c"], 1, 4, random.Random(1).randrange)) == ["a", "b", "c"]


def test_allocation():
    assert list(allocate([100, 100], [1.0, 3.0], 40)) == [10, 30]
    assert list(allocate([4, 100], [50.0, 1.0], 20)) == [4, 16]


def test_stratified_mean():
    assert tuple(stratified_mean([6, 2], [[1.0, 3.0], [9.0, 9.0]])) == pytest.approx((3.75, 0.375))


def test_known_chances():
    assert tuple(horvitz_thompson([10.0, 4.0], [0.5, 1.0])) == pytest.approx((24.0, 200.0))
    assert hajek_mean([10.0, 4.0], [0.5, 1.0]) == pytest.approx(8.0)


def test_importance_weights():
    answer = importance_mean([1.0, 5.0], [-800.0, -801.0], [-801.0, -801.0], normalised=False)
    assert answer == pytest.approx((math.e + 5) / (math.e + 1))
    assert effective_sample_size([0.0, 0.0, 0.0]) == pytest.approx(3.0)


def test_another_policy():
    assert policy_value(*LOG, "ips") == pytest.approx(4.5 / 3)
    assert policy_value(*LOG, "clipped_ips", clip=2) == pytest.approx(2.5 / 3)
    assert policy_value(*LOG, "snips") == pytest.approx(4.5 / 6)
    model = {"predicted": [1, 1, 1], "expected": [1, 1, 1]}
    assert policy_value(*LOG, "doubly_robust", **model) == pytest.approx((1 + (1 - 1.5) + 1) / 3)


def test_inverse_propensity_is_unbiased():
    assert counterexample("ips") is None
