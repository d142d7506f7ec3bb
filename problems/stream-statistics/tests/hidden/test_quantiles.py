"""`Quantiles`: the rank of what is returned is within error * count + 1 of the rank that was asked for."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from solution import Quantiles

QS = [0.0, 0.001, 0.01, 0.1, 0.25, 1 / 3, 0.5, 0.75, 0.9, 0.99, 0.999, 1.0]


def filled(error, *parts):
    sketch = Quantiles(error)
    for part in parts:
        sketch.add(part)
    return sketch


def check(sketch, values, error, qs=QS):
    """The value was added, and the range of its ranks comes near enough; 0 and 1 are exact."""
    ordered = np.sort(np.asarray(values, dtype=np.float64))
    assert sketch.count() == len(ordered)
    for q in qs:
        value = sketch.quantile(q)
        below, up_to = np.searchsorted(ordered, value, "left"), np.searchsorted(ordered, value, "right")
        assert up_to > below, f"{value} was never added"
        wanted, slack = q * len(ordered), error * len(ordered) + 1 + 1e-6
        assert below + 1 <= wanted + slack, f"q={q}: {below} of {len(ordered)} are below {value}"
        assert up_to >= wanted - slack, f"q={q}: only {up_to} of {len(ordered)} are up to {value}"
    assert sketch.quantile(0) == ordered[0]
    assert sketch.quantile(1) == ordered[-1]


def streams():
    """Yield names and streams of 30,000 values that sketches find hard."""
    rng = np.random.default_rng(70)
    yield "ascending", np.arange(30_000.0)
    yield "descending", -np.arange(30_000.0)
    yield "from outside in", np.stack([np.arange(15_000.0), 30_000 - np.arange(15_000.0)], axis=1).ravel()
    yield "heavy tail", np.exp(rng.standard_normal(30_000) * 9)
    yield "few values", rng.choice([-3.0, 0.0, 0.0, 0.0, 8.5], 30_000)
    yield "a jump", np.concatenate([rng.uniform(0, 1, 27_000), rng.uniform(1e6, 2e6, 3_000)])
    yield "saw", np.tile(np.arange(300.0), 100)
    yield "narrow", 1e9 + rng.uniform(0, 1e-3, 30_000)


@pytest.mark.parametrize("error", [0.1, 0.01, 0.002])
@pytest.mark.parametrize(("name", "values"), list(streams()), ids=[name for name, _ in streams()])
def test_streams(name, values, error):
    """Whatever the values and their order, every quantile is within the error."""
    check(filled(error, *np.array_split(values, 11)), values, error)


@given(
    seed=st.integers(0, 10_000),
    portions=st.lists(st.integers(0, 900), min_size=1, max_size=9),
    error=st.sampled_from([0.2, 0.05, 0.01]),
    q=st.floats(0, 1),
)
def test_however_they_come(seed, portions, error, q):
    """Portions of any size, single values among them, make no difference to the promise."""
    rng = np.random.default_rng(seed)
    parts = [rng.integers(-500, 500, portion) / 4 for portion in portions]
    sketch = filled(error, *parts, [2.0], [-3.0])
    check(sketch, np.concatenate([*parts, [2.0, -3.0]]), error, [q, 0.5, 1 - 1e-12])


@pytest.mark.parametrize("sizes", [(20_000, 20_000), (3, 9000), (9000, 3), (500,) * 30, (0, 4000), (4000, 0)])
def test_merged(sizes):
    """Sketches that are merged are within the error for all values together, and the others stay as they were."""
    rng = np.random.default_rng(71)
    parts = [rng.standard_normal(size) * 10.0**number for number, size in enumerate(sizes)]
    first, *others = [filled(0.02, part) for part in parts]
    for other in others:
        first.merge(other)
    check(first, np.concatenate(parts), 0.02)
    for other, part in zip(others, parts[1:], strict=True):
        if len(part):
            check(other, part, 0.02)


def test_merged_in_a_tree_and_used_further():
    """Merging merged sketches, and adding afterwards, keeps to the error."""
    rng = np.random.default_rng(72)
    parts = [rng.uniform(number, number + 3, 1500) for number in range(16)]
    sketches = [filled(0.02, part) for part in parts]
    while len(sketches) > 1:
        for one, other in zip(sketches[::2], sketches[1::2], strict=True):
            one.merge(other)
        sketches = sketches[::2]
    sketches[0].add(np.arange(1000.0))
    check(sketches[0], np.concatenate([*parts, np.arange(1000.0)]), 0.02)


def test_merged_with_itself():
    """A sketch may take in itself; then every value counts twice."""
    values = np.random.default_rng(73).uniform(0, 9, 5000)
    sketch = filled(0.02, values)
    sketch.merge(sketch)
    check(sketch, np.concatenate([values, values]), 0.02)


def test_asking_changes_nothing():
    """Quantiles may be asked for at any time, between merges too, and again; the answers stay within the error."""
    values = np.arange(6000.0)
    sketch = Quantiles(0.02)
    for end in range(500, 6001, 500):
        sketch.add(values[end - 500 : end])
        check(sketch, values[:end], 0.02, [0.05, 0.5])
        assert sketch.quantile(0.5) == sketch.quantile(0.5)
    sketch.merge(filled(0.02, np.arange(6000.0, 9000)))
    check(sketch, np.arange(9000.0), 0.02)


def test_one_value():
    """Of one value, all quantiles are that value."""
    assert [filled(0.1, [-2.5]).quantile(q) for q in (0, 0.3, 1)] == [-2.5] * 3


def test_faults():
    """No values, a q outside of 0 to 1, an error outside of 0.0005 to 0.2, errors that differ, if only a little: ValueError."""
    for error in (0, -0.1, 0.3, 0.0001, math.nan):
        with pytest.raises(ValueError):
            Quantiles(error)
    sketch = filled(0.2, [])
    for q in (0, 0.5, 1):
        with pytest.raises(ValueError):
            sketch.quantile(q)
    sketch.add([1.0, 2.0])
    for q in (-0.01, 1.01, math.nan):
        with pytest.raises(ValueError):
            sketch.quantile(q)
    for other in (filled(0.1, [5.0]), Quantiles(0.1), filled(0.2 - 1e-12, [5.0])):
        with pytest.raises(ValueError):
            sketch.merge(other)
        with pytest.raises(ValueError):
            other.merge(sketch)
    check(sketch, [1.0, 2.0], 0.2)


def test_the_smallest_and_the_largest_error():
    """Errors of 0.0005 and 0.2 are allowed."""
    for error in (0.0005, 0.2):
        check(filled(error, np.arange(4000.0)), np.arange(4000.0), error)


def test_thousands_of_small_portions():
    """The error does not grow with the number of calls, whether values are added or merged."""
    values = np.arange(12_000.0)
    added, merged = Quantiles(0.1), Quantiles(0.1)
    for begin in range(0, 12_000, 4):
        added.add(values[begin : begin + 4])
        merged.merge(filled(0.1, values[begin : begin + 4]))
    check(added, values, 0.1)
    check(merged, values, 0.1)


def test_used_further_after_an_empty_one_took_it_in():
    """An empty sketch that took in another one, and that other one, go on each for itself."""
    first, other = Quantiles(0.1), filled(0.1, np.arange(900.0))
    first.merge(other)
    first.add(np.arange(-300.0, 0))
    other.add(np.arange(5000.0, 5600.0))
    check(first, np.arange(-300.0, 900), 0.1)
    check(other, np.concatenate([np.arange(900.0), np.arange(5000.0, 5600.0)]), 0.1)


@pytest.mark.parametrize(
    "faulty",
    [
        [1.0, math.nan],
        [math.inf],
        [7.0, -math.inf],
        pytest.param([5.0] * 60_000 + [math.nan], id="nan behind many"),
        [[1.0, 2.0]],
        3.0,
    ],
    ids=str,
)
def test_what_can_not_be_added(faulty):
    """Numbers that are not finite and other shapes raise ValueError, and nothing of the call is added."""
    sketch = filled(0.1, [1.0, 2.0])
    with pytest.raises(ValueError):
        sketch.add(np.array(faulty))
    check(sketch, [1.0, 2.0], 0.1)
