"""`evaluate`: what the model gets to see, the numbers, and their error over groups."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from solution import Features, evaluate, split

TOLERANCE = 1e-9
KEYS = {"n_train", "n_test", "groups", "brier", "baseline", "gain", "se"}
AT = {"cutoff": 50, "horizon": 10, "holdout": ["H0", "H1", "H2", "H3"]}


def row(name, day, customer, **given):
    filled = {"technician": "ute", "text": f"report {name}", "pressure": None, "model": None, "failed": 0}
    return {"id": name, "version": 1, "customer": customer, "device": f"d-{name}", "day": day} | filled | given


@st.composite
def tables(draw):
    """Draw training rows, and test rows of up to four customers, none of which is linked to another."""

    def one(name, day, customer):
        pressure = draw(st.one_of(st.none(), st.integers(0, 24).map(lambda eighths: eighths / 8)))
        failed, technician = draw(st.integers(0, 1)), draw(st.sampled_from(["ute", "lea", "max"]))
        model = draw(st.sampled_from([None, "HP-1", "HP-2"]))
        return row(name, day, customer, pressure=pressure, failed=failed, technician=technician, model=model)

    rows = [one(f"t{number}", draw(st.integers(0, 40)), "T") for number in range(draw(st.integers(2, 6)))]
    for number in range(draw(st.integers(1, 9))):
        rows.append(one(f"u{number}", draw(st.integers(50, 90)), f"H{draw(st.integers(0, 3))}"))
    return draw(st.permutations(rows))


class Model:
    """Notes what it is given, and answers with a line of probabilities in a fixed order."""

    def __init__(self, answers):
        self.answers = answers
        self.calls = []

    def fit_predict(self, x_train, y_train, x_test):
        self.calls.append((np.array(x_train), np.array(y_train), np.array(x_test)))
        return self.answers[: len(x_test)]


def picked(rows):
    """Return the training and test rows in the order of `split`."""
    by_id = {each["id"]: each for each in rows}
    return [[by_id[name] for name in names] for names in split(rows, **AT)]


def gain_of(test, answers, base):
    parts = [
        (base - each["failed"]) ** 2 - (Fraction(answer) - each["failed"]) ** 2
        for each, answer in zip(test, answers, strict=True)
    ]
    return float(sum(parts) / len(parts))


ANSWERS = st.lists(st.integers(0, 16).map(lambda number: number / 16), min_size=12, max_size=12)


@given(rows=tables(), answers=ANSWERS)
def test_the_model_sees_features_of_the_split(rows, answers):
    """The model is called once, with the features and labels of the training rows and the features of the test rows."""
    model = Model(answers)
    evaluate(rows, model.fit_predict, **AT)
    train, test = picked(rows)
    features = Features()
    expected = features.fit_transform(train), [each["failed"] for each in train], features.transform(test)
    assert len(model.calls) == 1
    for found, wanted in zip(model.calls[0], expected, strict=True):
        assert found.shape == np.shape(wanted)
        np.testing.assert_allclose(found, wanted, rtol=TOLERANCE, atol=TOLERANCE)
    assert model.calls[0][0].dtype == model.calls[0][2].dtype == np.float64


@pytest.mark.points(2)
@given(rows=tables(), answers=ANSWERS)
def test_losses_and_gain(rows, answers):
    """Brier score, the baseline from the training rows' share, and the gain are as defined."""
    result = evaluate(rows, Model(answers).fit_predict, **AT)
    train, test = picked(rows)
    assert set(result) == KEYS
    assert (result["n_train"], result["n_test"]) == (len(train), len(test))
    base = Fraction(sum(each["failed"] for each in train), len(train))
    brier = sum((Fraction(answer) - each["failed"]) ** 2 for answer, each in zip(answers, test, strict=False))
    baseline = sum((base - each["failed"]) ** 2 for each in test)
    assert result["brier"] == pytest.approx(float(brier / len(test)), rel=TOLERANCE, abs=TOLERANCE)
    assert result["baseline"] == pytest.approx(float(baseline / len(test)), rel=TOLERANCE, abs=TOLERANCE)
    assert result["gain"] == pytest.approx(float((baseline - brier) / len(test)), rel=TOLERANCE, abs=TOLERANCE)


@pytest.mark.points(2)
@given(rows=tables(), answers=ANSWERS)
def test_the_error_over_groups(rows, answers):
    """The standard error is the jackknife's over groups, of which each is left out once; None for a single one."""
    result = evaluate(rows, Model(answers).fit_predict, **AT)
    train, test = picked(rows)
    base = Fraction(sum(each["failed"] for each in train), len(train))
    groups = sorted({each["customer"] for each in test})
    assert result["groups"] == len(groups)
    if len(groups) == 1:
        assert result["se"] is None
        return
    without = []
    for group in groups:
        kept = [number for number, each in enumerate(test) if each["customer"] != group]
        without.append(gain_of([test[n] for n in kept], [answers[n] for n in kept], base))
    middle = sum(without) / len(groups)
    spread = sum((each - middle) ** 2 for each in without)
    expected = math.sqrt((len(groups) - 1) / len(groups) * spread)
    assert result["se"] == pytest.approx(expected, rel=TOLERANCE, abs=TOLERANCE)


def test_linked_customers_are_one_group():
    """Groups are those of the links: customers that share a device, even by a row that is in neither list, count once."""
    rows = [row("t1", 1, "T", failed=1), row("t2", 2, "T")]
    rows += [row("u1", 60, "H0", failed=1), row("u2", 61, "H1"), row("u3", 62, "H2"), row("u4", 63, "H9")]
    rows += [row("l1", 45, "H0", device="shared", failed=None), row("l2", 1, "H1", device="shared")]
    rows += [row("l3", 47, "H9", device="d-u2")]
    result = evaluate(rows, Model([0.5, 0.25, 0.75, 1.0]).fit_predict, **AT)
    assert (result["n_test"], result["groups"]) == (4, 2)
    gains = [0.25 - 0.25, 0.25 - 0.0625, 0.25 - 0.5625, 0.25 - 1.0]
    without = [gains[2], (gains[0] + gains[1] + gains[3]) / 3]
    assert result["gain"] == pytest.approx(sum(gains) / 4, rel=TOLERANCE)
    assert result["se"] == pytest.approx(abs(without[0] - without[1]) / 2, rel=TOLERANCE)


def test_no_test_label_reaches_the_model():
    """With all labels of held-out customers turned round, the model is given the very same numbers."""
    rng = np.random.default_rng(5)
    rows = [
        row(
            f"r{number:02}",
            int(rng.integers(0, 90)),
            str(rng.choice(["T", "S", "H0", "H1"])),
            pressure=int(rng.integers(0, 9)) / 8,
            failed=int(rng.integers(0, 2)),
            technician=str(rng.choice(["ute", "lea"])),
        )
        for number in range(60)
    ]
    turned = [each | {"failed": 1 - each["failed"]} if each["customer"] in AT["holdout"] else each for each in rows]
    one, other = Model([0.5] * 60), Model([0.5] * 60)
    evaluate(rows, one.fit_predict, **AT)
    evaluate(turned, other.fit_predict, **AT)
    for before, after in zip(one.calls[0], other.calls[0], strict=True):
        np.testing.assert_array_equal(before, after)


@pytest.mark.parametrize("kind", [list, tuple, np.array, lambda several: np.array(several, dtype=np.float32)])
def test_answers_of_several_types(kind):
    """The probabilities may be a list, a tuple, or an array; 0 and 1 are probabilities."""
    rows = [row("t1", 1, "T", failed=1), row("t2", 2, "T"), row("u1", 60, "H0", failed=1), row("u2", 61, "H1")]
    result = evaluate(rows, lambda *given: kind([1.0, 0.0]), **AT)
    assert result["brier"] == pytest.approx(0.0, abs=TOLERANCE)
    assert result["gain"] == pytest.approx(0.25, rel=TOLERANCE)


BAD = [[0.5], [0.5] * 3, [], [0.5, 1.0625], [-0.0625, 0.5], [0.5, math.nan], [math.inf, 0.5]]
BAD += [[0.5, 1 + 2**-40], [-(2**-40), 0.5]]


@pytest.mark.parametrize("answer", BAD, ids=str)
def test_answers_that_are_no_probabilities(answer):
    """Another length, or a number that is not finite or not from 0 to 1, raises ValueError."""
    rows = [row("t1", 1, "T", failed=1), row("t2", 2, "T"), row("u1", 60, "H0", failed=1), row("u2", 61, "H1")]
    with pytest.raises(ValueError):
        evaluate(rows, lambda *given: answer, **AT)


def test_too_little_to_evaluate():
    """Fewer than two training rows, or no test row, raises ValueError."""
    train, test = [row("t1", 1, "T", failed=1), row("t2", 2, "T")], [row("u1", 60, "H0", failed=1)]
    assert evaluate(train + test, lambda *given: [0.5], **AT)["n_test"] == 1
    for rows in (train[:1] + test, train, test, []):
        with pytest.raises(ValueError):
            evaluate(rows, lambda *given: [0.5] * len(given[2]), **AT)


def test_what_the_model_raises_passes_through():
    """An error of the model is not hidden."""

    def fit_predict(x_train, y_train, x_test):
        raise ZeroDivisionError("no convergence")

    rows = [row("t1", 1, "T", failed=1), row("t2", 2, "T"), row("u1", 60, "H0", failed=1)]
    with pytest.raises(ZeroDivisionError):
        evaluate(rows, fit_predict, **AT)
