"""The worked examples of the brief."""

import numpy as np
import pytest
from solution import Features, Warehouse, evaluate, split


def row(name, version=1, **given):
    """Return a whole row; what is not mentioned is filled in."""
    filled = {
        "customer": "Nord",
        "device": f"device of {name}",
        "technician": "ann",
        "day": 10,
        "text": f"report {name}",
        "pressure": None,
        "model": None,
        "failed": None,
    }
    return {"id": name, "version": version} | filled | given


def reader(log, page=2):
    """Return a `read` that gives the log in pages."""

    def read(after):
        return [(position, record) for position, record in log if position > after][:page]

    return read


def test_example_1_loading():
    log = [
        (1, row("a", 1)),
        (2, row("a", 3, failed=1)),
        (5, row("a", 2)),
        (6, {"id": "b", "version": 2, "deleted": True}),
        (7, row("b", 1)),
    ]
    warehouse = Warehouse()
    counts = {"read": 5, "inserted": 1, "updated": 1, "deleted": 1, "ignored": 2, "rejected": 0}
    assert warehouse.pull(reader(log)) == counts
    assert warehouse.rows() == [row("a", 3, failed=1)]


def test_example_2_split():
    rows = [
        row("r1", day=60, customer="Sued", device="d1", text="Pump  ok", failed=0),
        row("r2", day=71, customer="Sued", device="d2", failed=1),
        row("r3", day=50, customer="West", device="d3", failed=1),
        row("r4", day=100, customer="Nord", device="d3", text="noise", failed=0),
        row("r5", day=120, customer="West", device="d9", text="pump OK", failed=0),
        row("r6", day=130, customer="Nord", device="d3", text="NOISE ", failed=1),
    ]
    assert split(rows, cutoff=100, horizon=30, holdout=["Nord"]) == (["r1"], ["r4"])


def test_example_3_features():
    rows = [
        row("a", technician="ann", failed=1, pressure=1, model="X"),
        row("b", technician="ann", failed=0, pressure=3, model="Y"),
        row("c", technician="bob", failed=1, pressure=None, model="X"),
    ]
    features = Features()
    learned = features.fit_transform(rows)
    assert features.names() == ["pressure", "pressure_missing", "technician", "model=X", "model=Y"]
    expected = [[-1, 0, 2.5 / 6, 1, 0], [1, 0, 1, 0, 1], [0, 1, 2.5 / 5, 1, 0]]
    np.testing.assert_allclose(learned, expected, rtol=1e-9, atol=1e-9)
    others = features.transform([row("d", technician="ann", pressure=4, model="Z"), row("e", technician="new")])
    share = 2 / 3
    expected = [[2, 0, (1 + 5 * share) / 7, 0, 0], [0, 1, share, 0, 0]]
    np.testing.assert_allclose(others, expected, rtol=1e-9, atol=1e-9)


def test_example_4_evaluation():
    rows = [row(f"t{number}", day=number, customer="Sued", failed=number % 2) for number in range(4)]
    rows += [
        row("n1", day=50, customer="Nord", failed=1),
        row("n2", day=51, customer="Nord", failed=1),
        row("n3", day=52, customer="Nord", failed=0),
        row("w1", day=53, customer="West", failed=0),
    ]
    seen = []

    def fit_predict(x_train, y_train, x_test):
        seen.append((x_train.shape, list(y_train), x_test.shape))
        return [0.75] * len(x_test)

    result = evaluate(rows, fit_predict, cutoff=40, horizon=30, holdout=["Nord", "West"])
    assert seen == [((4, 3), [0, 1, 0, 1], (4, 3))]
    assert (result["n_train"], result["n_test"], result["groups"]) == (4, 4, 2)
    assert result["brier"] == pytest.approx((0.0625 + 0.0625 + 0.5625 + 0.5625) / 4)
    assert result["baseline"] == pytest.approx(0.25)
    assert result["gain"] == pytest.approx(-0.0625)
    # Without Nord the gain is -0.3125, without West it is 0.0625 / 3: half of their difference is the error.
    assert result["se"] == pytest.approx((0.3125 + 0.0625 / 3) / 2)
