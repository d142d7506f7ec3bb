"""The worked examples of the brief. The broken files fail all of them."""

import numpy as np
import pytest
from cache import FeatureCache
from dataset import batches, split
from losses import loss_and_gradient
from schedule import rate
from trainer import train


def test_example_1_a_customer_is_on_one_side():
    for seed in range(20):
        train_places, valid_places = split(["a", "b", "a", "c"], 0.25, seed)
        assert sorted(train_places + valid_places) == [0, 1, 2, 3]
        assert (0 in train_places) == (2 in train_places)


def test_example_2_rows_stay_together():
    found = batches([np.arange(6), 10 * np.arange(6)], 4, np.random.default_rng(1))
    assert [len(one) for one, _ in found] == [4, 2]
    for one, other in found:
        np.testing.assert_array_equal(other, 10 * one)


def test_example_3_loss_and_gradient():
    x, y, row_weights = np.array([[1.0], [1.0]]), np.array([1.0, 0.0]), np.array([3.0, 1.0])
    loss, gradient = loss_and_gradient(np.zeros(2), x, y, row_weights, 0.0)
    assert loss == pytest.approx(np.log(2))
    np.testing.assert_allclose(gradient, [-0.25, -0.25])


def test_example_4_the_schedule():
    rates = [rate(step, 5, peak=1.0, warmup=2, floor=0.0) for step in range(5)]
    np.testing.assert_allclose(rates, [0.5, 1.0, 0.75, 0.25, 0.0], atol=1e-12)


def test_example_5_a_new_text_is_computed():
    asked = []

    def compute(text):
        asked.append(text)
        return [float(len(text))]

    cache = FeatureCache(compute)
    assert cache.get("r1", "old text")[0] == 8
    assert cache.get("r1", "newer text")[0] == 10
    assert asked == ["old text", "newer text"]


def test_example_6_steps_go_on_through_all_epochs():
    config = {
        "valid_share": 0.25,
        "seed": 4,
        "batch_size": 2,
        "epochs": 2,
        "peak": 0.5,
        "warmup": 2,
        "floor": 0.125,
        "decay": 0.0,
        "patience": 9,
    }
    rows = [
        {"id": f"r{number}", "customer": f"c{number}", "text": "x" * number, "label": number % 2, "weight": 1.0}
        for number in range(4)
    ]
    told = []
    train(rows, config, FeatureCache(lambda text: [float(len(text))]), told.append)
    assert [each["step"] for each in told] == [0, 1, 2, 3]
    assert [each["rate"] for each in told] == pytest.approx([0.25, 0.5, 0.3125, 0.125])
