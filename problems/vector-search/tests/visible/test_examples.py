"""The brief's examples."""

import numpy as np
import pytest
from solution import VectorIndex


@pytest.fixture
def index():
    index = VectorIndex(2)
    index.add(
        ["north", "east", "north-east", "far-north", "nowhere"],
        np.array([[0.0, 1.0], [1.0, 0.0], [1.0, 1.0], [0.0, 8.0], [0.0, 0.0]]),
        [
            {"lang": "en", "year": 2024},
            {"lang": "de", "year": 2024},
            {"lang": "en", "year": 2025},
            {"lang": "de"},
            {"lang": None},
        ],
    )
    return index


def names(found):
    return [item_id for item_id, _ in found]


def scores(found):
    return [score for _, score in found]


def test_best_first_and_equals_in_the_order_of_adding(index):
    found = index.search([0, 2], 3)
    assert names(found) == ["north", "far-north", "north-east"]
    assert scores(found) == pytest.approx([1.0, 1.0, 0.5**0.5], abs=1e-5)


def test_fewer_than_k(index):
    found = index.search(np.array([-1.0, 0.0]), 100)
    assert len(found) == len(index) == 5
    assert found[-1][0] == "east"
    assert found[-1][1] == pytest.approx(-1.0, abs=1e-5)


def test_a_zero_vector_scores_zero(index):
    assert scores(index.search([0.0, 0.0], 2)) == [0.0, 0.0]
    assert dict(index.search([3.0, 4.0], 5))["nowhere"] == 0.0


def test_filters(index):
    assert names(index.search([0, 1], 1, where={"lang": "de"})) == ["far-north"]
    assert names(index.search([0, 1], 9, where={"lang": ["en", "de"], "year": 2024})) == ["north", "east"]
    assert names(index.search([0, 1], 9, where={"year": None})) == []


def test_removed_and_added_again_is_the_latest(index):
    index.remove(["north"])
    assert "north" not in index.ids()
    index.add(["north"], [[0, 1]])
    assert index.ids()[-1] == "north"
    assert names(index.search([0, 1], 2)) == ["far-north", "north"]


def test_a_call_that_fails_changes_nothing(index):
    with pytest.raises(ValueError):
        index.add(["south", "east"], [[0, -1], [1, 0]])
    with pytest.raises(KeyError):
        index.remove(["north", "south"])
    assert len(index) == 5
    assert index.ids() == ["north", "east", "north-east", "far-north", "nowhere"]
