"""`Features`: values, unknown things, and what is learned from what."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from solution import Features

TOLERANCE = 1e-9


def row(name, technician="ute", pressure=None, model=None, failed=0):
    return {
        "id": str(name),
        "version": 2,
        "customer": "A",
        "device": "d",
        "technician": technician,
        "day": 4,
        "text": "",
        "pressure": pressure,
        "model": model,
        "failed": failed,
    }


def tables(smallest):
    drawn = st.tuples(
        st.sampled_from(["ute", "lea", "max", "eva"]),
        st.one_of(st.none(), st.integers(-40, 40).map(lambda eighths: eighths / 8), st.integers(0, 4)),
        st.sampled_from([None, "HP-1", "HP-10", "HP-2"]),
        st.integers(0, 1),
    )
    return st.lists(drawn, min_size=smallest, max_size=14).map(
        lambda several: [row(number, *values) for number, values in enumerate(several)]
    )


def rate(technician, learned_from):
    """Compute the smoothed rate as it is defined, from the rows that count."""
    own = [Fraction(each["failed"]) for each in learned_from if each["technician"] == technician]
    share = sum(Fraction(each["failed"]) for each in learned_from) / len(learned_from)
    return float((sum(own) + 5 * share) / (len(own) + 5))


def scaled(pressure, learned_from):
    """Compute the scaled pressure as it is defined."""
    measured = sorted(Fraction(each["pressure"]) for each in learned_from if each["pressure"] is not None)
    if not measured:
        return float(pressure or 0)
    half = len(measured) // 2
    median = measured[half] if len(measured) % 2 else (measured[half - 1] + measured[half]) / 2
    mean = sum(measured) / len(measured)
    variance = sum((each - mean) ** 2 for each in measured) / len(measured)
    value = median if pressure is None else Fraction(pressure)
    return float(value - mean) / (math.sqrt(variance) if variance else 1.0)


def expected_features(rows, learned_from, *, leave_out):
    models = sorted({each["model"] for each in learned_from if each["model"] is not None})
    table = []
    for each in rows:
        counting = [other for other in learned_from if not (leave_out and other["id"] == each["id"])]
        start = [scaled(each["pressure"], learned_from), float(each["pressure"] is None)]
        table.append([*start, rate(each["technician"], counting), *(float(each["model"] == name) for name in models)])
    return ["pressure", "pressure_missing", "technician", *(f"model={name}" for name in models)], table


def check(found, expected):
    assert found.dtype == np.float64
    assert found.shape == np.shape(expected)
    np.testing.assert_allclose(found, expected, rtol=TOLERANCE, atol=TOLERANCE)


@pytest.mark.points(2)
@given(rows=tables(2))
def test_features_of_training_rows(rows):
    """`fit_transform` returns every column as defined, and a technician's rate without the row itself."""
    features = Features()
    names, table = expected_features(rows, rows, leave_out=True)
    check(features.fit_transform(rows), table)
    assert features.names() == names


@pytest.mark.points(2)
@given(rows=tables(2), others=tables(1))
def test_features_of_other_rows(rows, others):
    """`transform` returns every column by what was learned from the training rows, all of which count."""
    features = Features()
    features.fit_transform(rows)
    check(features.transform(others), expected_features(others, rows, leave_out=False)[1])


@given(rows=tables(2), data=st.data())
def test_a_rows_own_label_is_not_in_its_features(rows, data):
    """With another label of its own, a training row has the same features, to the last technician."""
    number = data.draw(st.integers(0, len(rows) - 1))
    changed = [dict(each) for each in rows]
    changed[number]["failed"] = 1 - changed[number]["failed"]
    one, other = Features().fit_transform(rows), Features().fit_transform(changed)
    np.testing.assert_allclose(one[number], other[number], rtol=TOLERANCE, atol=TOLERANCE)


def test_other_rows_teach_nothing():
    """A row's features do not depend on the rows that are transformed with it or before it, nor on its label."""
    features = Features()
    training = [row(1, "ute", 1.5, "HP-1", 1), row(2, "lea", 2.5, None, 0), row(3, "ute", None, "HP-2", 0)]
    features.fit_transform(training)
    one, extreme = row(1, "ute", None, "HP-2", 1), row(6, "lea", 4000, "HP-3", 1)
    alone = features.transform([one])
    features.transform([extreme, extreme])
    beside = features.transform([extreme, one, row(7, "new", -900.0, "HP-1", None)])
    np.testing.assert_allclose(beside[1], alone[0], rtol=TOLERANCE)
    np.testing.assert_allclose(features.transform([one | {"failed": None}]), alone, rtol=TOLERANCE)
    assert features.names()[3:] == ["model=HP-1", "model=HP-2"]


def test_transforming_the_training_rows_counts_them():
    """`transform` leaves no row out, whoever it is; only `fit_transform` does."""
    rows = [row(1, "ute", 1, "HP-1", 1), row(2, "ute", 2, "HP-1", 1), row(3, "lea", 3, "HP-1", 0)]
    features = Features()
    features.fit_transform(rows)
    check(features.transform(rows), expected_features(rows, rows, leave_out=False)[1])


def test_what_is_not_known():
    """An unknown technician has the overall share, an unknown model or none has no column, None is the median."""
    features = Features()
    features.fit_transform([row(1, "ute", 1, "HP-1", 1), row(2, "lea", 2, None, 0), row(3, "max", 6, None, 0)])
    found = features.transform([row(4, "new", None, "HP-77"), row(5, "new", 2.0, None)])
    z = (2 - 3) / math.sqrt((4 + 1 + 9) / 3)
    check(found, [[z, 1.0, 1 / 3, 0.0], [z, 0.0, 1 / 3, 0.0]])


def test_pressures_that_are_all_equal_or_all_missing():
    """Where measured pressures are all equal, the deviation counts as 1; where there are none, mean and median are 0."""
    features = Features()
    equal = features.fit_transform([row(1, pressure=2.5), row(2, pressure=2.5), row(3, pressure=None)])
    np.testing.assert_allclose(equal[:, :2], [[0, 0], [0, 0], [0, 1]], atol=TOLERANCE)
    np.testing.assert_allclose(features.transform([row(4, pressure=4)])[:, 0], [1.5], rtol=TOLERANCE)
    none = features.fit_transform([row(1), row(2)])
    np.testing.assert_allclose(none[:, :2], [[0, 1], [0, 1]], atol=TOLERANCE)
    np.testing.assert_allclose(features.transform([row(4, pressure=-7)])[:, :2], [[-7, 0]], rtol=TOLERANCE)


def test_large_pressures_that_lie_close_together():
    """Mean and deviation are as exact where pressures are large beside their differences."""
    pressures = [101325, 101325.125, 101326.5, 101327.0, 101324.25, None]
    rows = [row(number, pressure=pressure) for number, pressure in enumerate(pressures)]
    check(Features().fit_transform(rows), expected_features(rows, rows, leave_out=True)[1])


def test_pressures_that_are_nearly_equal():
    """Only where measured pressures are all equal does the deviation count as 1, not where large ones differ by 1/8."""
    features = Features()
    rows = [row(number, pressure=each) for number, each in enumerate([200000, 199999.875, None, 199999.875, 200000])]
    check(features.fit_transform(rows)[:, :2], [[1, 0], [-1, 0], [0, 1], [-1, 0], [1, 0]])
    check(features.transform([row(9, pressure=199999)])[:, :2], [[-15, 0]])


def test_an_empty_model_is_a_model():
    """A model whose name is the empty string has a column, which None has not."""
    features = Features()
    found = features.fit_transform([row(1, model="HP-1"), row(2, model=""), row(3, model=None)])
    assert features.names()[3:] == ["model=", "model=HP-1"]
    np.testing.assert_array_equal(found[:, 3:], [[0, 1], [1, 0], [0, 0]])


def test_zero_is_a_pressure():
    """A pressure of 0 was measured."""
    features = Features()
    found = features.fit_transform([row(1, pressure=0), row(2, pressure=0.0), row(3, pressure=3)])
    check(found[:, :2], [[-1 / math.sqrt(2), 0], [-1 / math.sqrt(2), 0], [math.sqrt(2), 0]])


def test_fitting_again_forgets():
    """A second `fit_transform` learns from its own rows alone: who was in the first one only is unknown."""
    features = Features()
    features.fit_transform([row(1, "ute", 9, "HP-1", 1), row(2, "ute", 5, "HP-4", 1), row(3, "max", 4, "HP-1", 1)])
    rows = [row(1, "lea", 1, "HP-2", 0), row(2, "ute", 2, None, 1), row(3, "lea", 2, None, 1)]
    names, table = expected_features(rows, rows, leave_out=True)
    check(features.fit_transform(rows), table)
    assert features.names() == names
    others = [*rows, row(4, "max", 4, "HP-1", None)]
    check(features.transform(others), expected_features(others, rows, leave_out=False)[1])


def test_nothing_to_transform():
    """`transform` of no rows has no lines and all the columns."""
    features = Features()
    features.fit_transform([row(1, model="HP-1"), row(2, model="HP-2")])
    assert features.transform([]).shape == (0, 5)


@pytest.mark.parametrize("count", [0, 1])
def test_too_few_to_learn_from(count):
    """Fewer than two training rows raise ValueError."""
    with pytest.raises(ValueError):
        Features().fit_transform([row(number, pressure=1, model="HP-1") for number in range(count)])
