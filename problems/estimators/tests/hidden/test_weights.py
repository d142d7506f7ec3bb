"""Part 3: items that came in with known chances, and values drawn from another distribution."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from solution import effective_sample_size, hajek_mean, horvitz_thompson, importance_mean

POPULATION = st.lists(st.tuples(st.integers(-9, 9), st.sampled_from([0.05, 0.25, 0.5, 0.75, 1.0])), min_size=1, max_size=6)


def every_sample(population):
    """Yield each sample of independent draws with its chance."""
    for taken in itertools.product((False, True), repeat=len(population)):
        chance = math.prod(p if yes else 1 - p for yes, (_, p) in zip(taken, population, strict=True))
        if chance:
            yield [pair for yes, pair in zip(taken, population, strict=True) if yes], chance


def columns(pairs):
    return [float(value) for value, _ in pairs], [chance for _, chance in pairs]


@given(POPULATION)
def test_total_and_its_variance_are_unbiased(population):
    """Over all samples, the empty one too, the totals average to the total and the variances to their variance."""
    truth = sum(value for value, _ in population)
    answers = [(*horvitz_thompson(*columns(sample)), chance) for sample, chance in every_sample(population)]
    mean = math.fsum(total * chance for total, _, chance in answers)
    assert mean == pytest.approx(truth, rel=1e-9, abs=1e-9)
    spread = math.fsum((total - truth) ** 2 * chance for total, _, chance in answers)
    assert math.fsum(v * chance for _, v, chance in answers) == pytest.approx(spread, rel=1e-9, abs=1e-9)


def test_a_total_of_nothing():
    """Without items total and variance are 0; with certain ones the variance is."""
    assert tuple(horvitz_thompson([], [])) == (0, 0)
    assert tuple(horvitz_thompson(np.array([3.0, 5.0]), np.array([1.0, 1.0]))) == pytest.approx((8.0, 0.0))


@given(POPULATION, st.integers(-50, 50))
def test_mean_with_rescaled_weights(sample, shift):
    """The mean weighs each value by one over its chance, and moves with the values."""
    values, inclusion = columns(sample)
    expected = sum(v / p for v, p in zip(values, inclusion, strict=True)) / sum(1 / p for p in inclusion)
    assert hajek_mean(values, inclusion) == pytest.approx(expected, rel=1e-9, abs=1e-9)
    moved = hajek_mean([value + shift for value in values], inclusion)
    assert moved == pytest.approx(expected + shift, rel=1e-9, abs=1e-9)


def test_mean_of_nothing():
    """Without items the mean is None; of zeros it is 0."""
    assert hajek_mean([], []) is None
    zero = hajek_mean(np.array([0.0, 0.0]), np.array([0.5, 0.25]))
    assert zero is not None
    assert zero == 0


def test_chances_that_are_none_are_errors():
    """A chance outside (0, 1] or another number of chances raises ValueError."""
    for estimator in (horvitz_thompson, hajek_mean):
        for inclusion in ([0.5, 0.0], [0.5, 1.5], [-0.5, 0.5], [0.5], [0.5, 0.5, 0.5]):
            with pytest.raises(ValueError):
                estimator([1.0, 2.0], inclusion)
        with pytest.raises(ValueError):
            estimator([], [0.5])


@given(st.lists(st.tuples(st.integers(-9, 9), st.integers(1, 9), st.integers(1, 9)), min_size=1, max_size=8))
def test_mean_under_the_target(draws):
    """With normalised densities the mean is that of weight times value; else the weights are rescaled to sum to one."""
    values = [float(value) for value, _, _ in draws]
    target, proposal = ([math.log(row[column] / 10) for row in draws] for column in (1, 2))
    weights = [t / p for _, t, p in draws]
    products = sum(w * v for w, v in zip(weights, values, strict=True))
    plain = importance_mean(values, target, proposal, normalised=True)
    assert plain == pytest.approx(products / len(draws), rel=1e-9, abs=1e-9)
    rescaled = importance_mean(values, target, proposal, normalised=False)
    assert rescaled == pytest.approx(products / sum(weights), rel=1e-9, abs=1e-9)


def test_the_mean_is_unbiased():
    """Over all pairs of draws from the proposal the mean with normalised densities is the target's."""
    proposal, target, values = [0.5, 0.25, 0.25], [0.125, 0.25, 0.625], [4.0, -8.0, 16.0]
    truth = sum(t * v for t, v in zip(target, values, strict=True))
    expectation = 0.0
    for pair in itertools.product(range(3), repeat=2):
        logs = ([math.log(density[i]) for i in pair] for density in (target, proposal))
        estimate = importance_mean([values[i] for i in pair], *logs, normalised=True)
        expectation += math.prod(proposal[i] for i in pair) * estimate
    assert expectation == pytest.approx(truth, rel=1e-9)


def test_densities_far_below_one():
    """Log densities of -5,000, as long texts have, give the weights of their differences."""
    target, proposal = [-5000.0, -5001.0, -4999.5], [-5001.0, -5000.0, -4999.5]
    values, weights = [2.0, 4.0, 8.0], [math.e, 1 / math.e, 1.0]
    products = sum(w * v for w, v in zip(weights, values, strict=True))
    assert importance_mean(values, target, proposal, normalised=True) == pytest.approx(products / 3, rel=1e-9)
    assert importance_mean(values, target, proposal, normalised=False) == pytest.approx(products / sum(weights), rel=1e-9)


def test_densities_far_from_each_other():
    """Draws whose densities are a thousand orders of magnitude apart have the weights of their differences, also in arrays."""
    target, proposal = np.array([-10.0, -3000.0, -6001.0]), np.array([-11.0, -3000.0, -6000.0])
    values, weights = np.array([2.0, 4.0, 8.0]), np.array([math.e, 1.0, 1 / math.e])
    products = float((weights * values).sum())
    assert importance_mean(values, target, proposal, normalised=True) == pytest.approx(products / 3, rel=1e-9)
    expected = products / float(weights.sum())
    assert importance_mean(values, target, proposal, normalised=False) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("offset", [-4000.0, 4000.0])
def test_an_unknown_factor_of_any_size(offset):
    """With rescaled weights a common factor of e^4000 or e^-4000 changes nothing."""
    values, logs = [1.0, 5.0, -3.0], np.array([0.0, -1.0, -2.0])
    weights = np.exp(logs)
    expected = float((weights * values).sum() / weights.sum())
    assert importance_mean(values, logs + offset, np.zeros(3), normalised=False) == pytest.approx(expected, rel=1e-9)
    assert effective_sample_size(logs + offset) == pytest.approx(weights.sum() ** 2 / (weights**2).sum(), rel=1e-9)


def test_draws_that_the_target_never_makes():
    """A log density of minus infinity is a weight of zero; if all are zero the rescaled mean is None, the other 0."""
    nothing = -math.inf
    for normalised, expected in ((True, 3.0), (False, 6.0)):
        answer = importance_mean([6.0, 100.0], [0.0, nothing], [0.0, 0.0], normalised=normalised)
        assert answer == pytest.approx(expected)
    assert importance_mean([6.0, 1.0], [nothing, nothing], [0.0, 0.0], normalised=False) is None
    zero = importance_mean([6.0, 1.0], [nothing, nothing], [0.0, 0.0], normalised=True)
    assert zero is not None
    assert zero == 0


def test_no_draws():
    """Without draws both means are None, and the effective sample size is 0, as it is if all weights are zero."""
    assert importance_mean([], [], [], normalised=True) is None
    assert importance_mean([], [], [], normalised=False) is None
    assert effective_sample_size([]) == 0
    assert effective_sample_size([-math.inf, -math.inf]) == 0


def test_effective_sample_size():
    """n equal weights are worth n draws, one weight far above the others is worth one."""
    assert effective_sample_size([math.log(0.3)] * 7) == pytest.approx(7)
    assert effective_sample_size([0.0, -60.0, -70.0, -math.inf]) == pytest.approx(1)
    assert effective_sample_size([math.log(w) for w in (1, 2, 3, 4)]) == pytest.approx(100 / 30)


def test_unequal_lengths_are_an_error():
    """Densities for another number of values raise ValueError."""
    for lengths in ((1, 2, 2), (2, 1, 1), (2, 1, 2), (1, 1, 2), (0, 1, 1), (0, 0, 1)):
        values, target, proposal = ([0.0] * length for length in lengths)
        for normalised in (True, False):
            with pytest.raises(ValueError):
                importance_mean(values, target, proposal, normalised=normalised)
            with pytest.raises(ValueError):
                importance_mean(values, proposal, target, normalised=normalised)
