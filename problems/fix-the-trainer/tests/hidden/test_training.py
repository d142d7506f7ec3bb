"""`trainer.py`: each step is computed again from the ids that `on_step` was told."""

import math

import numpy as np
import pytest
from cache import FeatureCache
from dataset import split
from hypothesis import given
from hypothesis import strategies as st
from trainer import train

CONFIG = {
    "valid_share": 0.25,
    "seed": 3,
    "batch_size": 8,
    "epochs": 4,
    "peak": 0.5,
    "warmup": 3,
    "floor": 0.0625,
    "decay": 0.0,
    "patience": 50,
}


def table(seed, count, customers=6, noise=1.0):
    """Return rows; a text is a list of numbers, of which features are made."""
    rng = np.random.default_rng(seed)
    rows = []
    for number in range(count):
        values = rng.normal(2, 3, 3).round(3)
        label = int(values[0] - values[1] + noise * rng.normal() > 0)
        text, weight = " ".join(map(str, values.tolist())), float(rng.integers(1, 9)) / 4
        rows.append({"id": f"r{number:03}", "customer": f"c{rng.integers(0, customers)}", "text": text})
        rows[-1] |= {"label": label, "weight": weight}
    rows[0]["customer"], rows[-1]["customer"] = "c0", "c1"
    return rows


def features_of(text):
    return [float(value) for value in text.split()]


def speed(step, total, config):
    peak, warmup, floor = config["peak"], config["warmup"], config["floor"]
    if step < warmup:
        return peak * (step + 1) / warmup
    return floor + (peak - floor) * (1 + math.cos(math.pi * (step - warmup + 1) / (total - warmup))) / 2


def loss_of(weights, rows, scaled, decay):
    """Return the loss over some rows, and its gradient."""
    x = np.array([[*scaled[row["id"]], 1.0] for row in rows])
    y = np.array([row["label"] for row in rows])
    share = np.array([row["weight"] for row in rows])
    share = share / share.sum()
    z = x @ weights
    loss = share @ (np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z))) - y * z)
    pull = np.append(weights[:-1], 0.0)
    return loss + decay / 2 * pull @ pull, (share * (1 / (1 + np.exp(-z)) - y)) @ x + decay * pull


def replay(rows, told, result, config):
    """Train again, with the batches that were told; return the weights and losses after each epoch, and the scaler."""
    by_id = {row["id"]: row for row in rows}
    raw = {row["id"]: np.array(features_of(row["text"])) for row in rows}
    training = np.array([raw[name] for name in result["train"]])
    mean, deviation = training.mean(axis=0), training.std(axis=0)
    deviation[training.min(axis=0) == training.max(axis=0)] = 1.0
    scaled = {name: (values - mean) / deviation for name, values in raw.items()}
    per_epoch = math.ceil(len(result["train"]) / config["batch_size"])
    weights, epochs = np.zeros(4), []
    for number, one in enumerate(told):
        batch = [by_id[name] for name in one["ids"]]
        rate = speed(number, per_epoch * config["epochs"], config)
        weights = weights - rate * loss_of(weights, batch, scaled, config["decay"])[1]
        assert (one["step"], one["epoch"]) == (number, number // per_epoch)
        assert one["rate"] == pytest.approx(rate, rel=1e-9, abs=1e-9)
        if (number + 1) % per_epoch == 0:
            sides = [[by_id[name] for name in result[side]] for side in ("train", "valid")]
            epochs.append((weights, *(loss_of(weights, side, scaled, 0.0)[0] for side in sides)))
    return epochs, (mean, deviation)


def run(rows, config, cache=None):
    told = []
    result = train(rows, config, FeatureCache(features_of) if cache is None else cache, told.append)
    return told, result


@pytest.mark.points(4)
@given(
    seed=st.integers(0, 1000),
    count=st.integers(6, 30),
    size=st.integers(1, 9),
    decay=st.sampled_from([0.0, 0.25]),
    epochs=st.integers(1, 4),
)
def test_training_is_what_it_should_be(seed, count, size, decay, epochs):
    """Rates, losses, the best epoch and its weights are those of the training by the brief, with the same batches."""
    rows = table(seed, count)
    config = CONFIG | {"batch_size": size, "decay": decay, "epochs": epochs, "seed": seed, "warmup": 1 + seed % 2}
    config["warmup"] = min(config["warmup"], epochs)
    told, result = run(rows, config)
    expected, scaler = replay(rows, told, result, config)
    for found, wanted in zip(result["scaler"], scaler, strict=True):
        np.testing.assert_allclose(found, wanted, rtol=1e-9, atol=1e-9)
    assert [one["epoch"] for one in result["history"]] == list(range(epochs)) == list(range(len(expected)))
    for one, (_, train_loss, valid_loss) in zip(result["history"], expected, strict=True):
        assert one["train_loss"] == pytest.approx(train_loss, rel=1e-9, abs=1e-9)
        assert one["valid_loss"] == pytest.approx(valid_loss, rel=1e-9, abs=1e-9)
    best = result["best_epoch"]
    assert expected[best][2] <= min(valid_loss for *_, valid_loss in expected) + 1e-9
    np.testing.assert_allclose(result["weights"], expected[best][0], rtol=1e-9, atol=1e-9)


def test_the_scaler_knows_training_rows_only():
    """Features of validation rows, however large, change neither scaler nor weights' training."""
    rows = table(21, 24)
    _, result = run(rows, CONFIG)
    changed = [row | {"text": "1000 -4000 9000"} if row["id"] in result["valid"] else row for row in rows]
    _, again = run(changed, CONFIG)
    assert list(again["valid"]) == list(result["valid"])
    for found, wanted in zip(again["scaler"], result["scaler"], strict=True):
        np.testing.assert_allclose(found, wanted, rtol=1e-9)
    losses = [[one["train_loss"] for one in each["history"]] for each in (result, again)]
    np.testing.assert_allclose(*losses, rtol=1e-9)


def test_each_epoch_has_every_row_once_in_an_order_of_its_own():
    """Batches of an epoch hold each training row once; orders differ between epochs and between seeds."""
    rows = table(22, 60)
    orders = {}
    for seed in (1, 100):
        told, result = run(rows, CONFIG | {"seed": seed})
        for one in told:
            orders.setdefault((seed, one["epoch"]), []).extend(one["ids"])
        for epoch in range(4):
            assert sorted(orders[seed, epoch]) == sorted(result["train"])
            assert orders[seed, epoch] != list(result["train"])
    assert len({tuple(order) for order in orders.values()}) == 8


def test_customers_are_on_one_side_of_the_training():
    """The lists of ids are in the order of the rows, and no customer is in both."""
    rows = table(23, 40)
    _, result = run(rows, CONFIG)
    customer = {row["id"]: row["customer"] for row in rows}
    assert sorted([*result["train"], *result["valid"]]) == [row["id"] for row in rows]
    assert list(result["train"]) == sorted(result["train"])
    assert list(result["valid"]) == sorted(result["valid"])
    assert not {customer[name] for name in result["train"]} & {customer[name] for name in result["valid"]}


@pytest.mark.points(2)
@pytest.mark.parametrize("patience", [1, 2, 5])
def test_training_stops_and_gives_the_best_weights(patience):
    """After `patience` epochs that were no better it stops, and returns the weights of the best, not of the last."""
    for seed, (noise, peak) in enumerate([(30.0, 4.0), (3.0, 0.5), (3.0, 0.5), (3.0, 2.0), (3.0, 0.5), (30.0, 4.0)]):
        rows = table(24, 14, noise=noise)
        config = CONFIG | {"epochs": 24, "peak": peak, "batch_size": 4, "patience": patience, "seed": seed}
        told, result = run(rows, config)
        expected, _ = replay(rows, told, result, config)
        losses = [one["valid_loss"] for one in result["history"]]
        assert losses == pytest.approx([valid_loss for *_, valid_loss in expected], rel=1e-9, abs=1e-9)
        best, worse = 0, 0
        for epoch in range(1, len(losses)):
            assert worse < patience, "it should have stopped"
            best, worse = (epoch, 0) if losses[epoch] < losses[best] else (best, worse + 1)
        assert worse == patience or len(losses) == 24
        assert result["best_epoch"] == best
        np.testing.assert_allclose(result["weights"], expected[best][0], rtol=1e-9, atol=1e-9)


def test_an_equal_loss_is_no_better():
    """Where all losses are equal, the first epoch is the best, and the others have not been better than it."""
    rows = [
        {"id": f"r{n}", "customer": f"c{n // 2}", "text": "1.0 2.0 4.0", "label": n % 2, "weight": 1.0}
        for n in range(16)
    ]
    config = CONFIG | {"valid_share": 0.5, "batch_size": 8, "epochs": 6, "patience": 2}
    _, result = run(rows, config)  # labels balance and features are constant: no gradient
    assert result["best_epoch"] == 0
    assert [one["epoch"] for one in result["history"]] == [0, 1, 2]


def test_a_little_better_is_better():
    """An epoch is better than the best one before however little its loss is below: slow training goes on."""
    customer = [("-2.0 0.0 1.5", 0), ("1.0 4.0 2.0", 0), ("3.0 -1.0 0.5", 1), ("5.0 2.5 -3.0", 1)]
    rows = [  # all customers are alike, so validation rows gain what training rows do, however they are split
        {"id": f"r{n:02}", "customer": f"c{n // 4}", "text": text, "label": label, "weight": 1.0}
        for n, (text, label) in enumerate(customer * 6)
    ]
    for slow in (2.0**-14, 2.0**-20, 2.0**-31):
        config = CONFIG | {"peak": slow, "floor": slow, "warmup": 1, "epochs": 6, "patience": 1}
        told, result = run(rows, config)
        expected, _ = replay(rows, told, result, config)
        assert (len(expected), result["best_epoch"]) == (6, 5)
        np.testing.assert_allclose(result["weights"], expected[5][0], rtol=1e-9, atol=1e-9)


def test_lists_of_ids_are_in_the_order_of_the_rows():
    """Both lists follow the rows, whatever the ids are."""
    rows = table(29, 30)[::-1]
    _, result = run(rows, CONFIG)
    for side in ("train", "valid"):
        assert list(result[side]) == [row["id"] for row in rows if row["id"] in set(result[side])]


@pytest.mark.parametrize("share", [0.25, 0.625])
def test_the_split_is_that_of_share_and_seed(share):
    """Validation rows are those that `split` gives for the share and the seed."""
    rows = table(30, 40, customers=9)
    for seed in range(5):
        _, result = run(rows, CONFIG | {"valid_share": share, "seed": seed, "epochs": 1, "warmup": 1})
        _, places = split([row["customer"] for row in rows], share, seed)
        assert list(result["valid"]) == [rows[place]["id"] for place in places]


def test_orders_follow_from_the_seed():
    """Other seeds have other orders of the same training rows."""
    rows = table(31, 40, customers=2)
    orders = set()
    sides = set()
    for seed in range(6):
        told, result = run(rows, CONFIG | {"seed": seed, "epochs": 1, "warmup": 1})
        orders.add(tuple(name for one in told for name in one["ids"]))
        sides.add(tuple(result["train"]))
    assert len(sides) <= 2
    assert len(orders) == 6


def test_the_last_step_has_the_floor():
    """The schedule runs once over all epochs, the last batches being smaller ones or not."""
    for size in (7, 100):
        told, _ = run(table(25, 30), CONFIG | {"batch_size": size, "warmup": 2})
        rates = [one["rate"] for one in told]
        assert rates[0] == pytest.approx(0.25, rel=1e-9)
        assert rates[1] == max(rates) == pytest.approx(0.5, rel=1e-9)
        assert rates[-1] == min(rates) == pytest.approx(0.0625, rel=1e-9)


def test_the_same_again():
    """The same arguments give the same result, with or without somebody listening."""
    rows = table(26, 30)
    for seed in (0, 7):
        config = CONFIG | {"seed": seed}
        told, result = run(rows, config)
        told_again, again = run(rows, config)
        silent = train(rows, config, FeatureCache(features_of))
        assert [one["ids"] for one in told] == [one["ids"] for one in told_again]
        for other in (again, silent):
            np.testing.assert_array_equal(other["weights"], result["weights"])
            assert other["history"] == result["history"]


def test_a_cache_is_kept_from_one_training_to_the_next():
    """Features come from the cache: a second training computes only what has a new text, and uses it."""
    asked = []

    def compute(text):
        asked.append(text)
        return features_of(text)

    rows = table(27, 20)
    cache = FeatureCache(compute)
    run(rows, CONFIG, cache)
    assert sorted(asked) == sorted(row["text"] for row in rows)
    del asked[:]
    corrected = [row | {"text": "0.5 -1.5 2.5"} if row["id"] == "r007" else row for row in rows]
    told, result = run(corrected, CONFIG, cache)
    assert asked == ["0.5 -1.5 2.5"]
    expected, _ = replay(corrected, told, result, CONFIG)
    np.testing.assert_allclose(result["weights"], expected[result["best_epoch"]][0], rtol=1e-9, atol=1e-9)
