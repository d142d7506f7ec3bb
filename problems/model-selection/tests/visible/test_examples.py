"""The examples of the brief."""

import numpy as np
import pytest
from solution import choose, contenders, fronts, paired_bootstrap, pareto_front

MODELS = [
    {"name": "large", "quality": 0.91, "latency_ms": 900, "cost": 12.0, "interpretability": 1},
    {"name": "small", "quality": 0.90, "latency_ms": 120, "cost": 1.5, "interpretability": 1},
    {"name": "old", "quality": 0.85, "latency_ms": 150, "cost": 1.5, "interpretability": 1},
    {"name": "linear", "quality": 0.82, "latency_ms": 5, "cost": 0.1, "interpretability": 4},
]
FIRST, SECOND = [0.5, 0.25, 1.0, 0.0], [0.75, 0.5, 1.25, 0.25]


def test_the_old_model_is_dominated():
    assert list(pareto_front(MODELS)) == ["large", "small", "linear"]
    assert [list(layer) for layer in fronts(MODELS)] == [["large", "small", "linear"], ["old"]]


def test_a_margin_buys_a_cheaper_model():
    answer = choose(MODELS)
    assert (answer["chosen"], dict(answer["violations"])) == ("large", {})
    assert choose(MODELS, margin=0.02)["chosen"] == "small"


def test_no_model_keeps_both_limits():
    answer = choose(MODELS, limits={"max_latency_ms": 100, "min_quality": 0.85})
    assert answer["chosen"] is None
    assert {name: list(broken) for name, broken in answer["violations"].items()} == {
        "large": ["max_latency_ms"],
        "small": ["max_latency_ms"],
        "old": ["max_latency_ms"],
        "linear": ["min_quality"],
    }


def test_a_quarter_ahead_on_every_item():
    answer = dict(paired_bootstrap(FIRST, SECOND, rng=np.random.default_rng(7)))
    assert answer == pytest.approx({"difference": 0.25, "low": 0.25, "high": 0.25, "p_value": 2 / 1001})


def test_who_cannot_be_told_from_the_best():
    scores = {"a": FIRST, "b": SECOND, "c": [0.75, 0.5, 1.25, 0.25]}
    assert list(contenders(scores, rng=np.random.default_rng(7))) == ["b", "c"]
