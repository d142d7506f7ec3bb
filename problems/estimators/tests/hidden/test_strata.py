"""Part 2: dividing a sample among strata, and estimating from it; means over all samples are exact."""

import itertools
import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from solution import allocate, stratified_mean

STRATA = st.lists(st.tuples(st.integers(1, 6), st.sampled_from([0.0, 0.5, 1.0, 3.0, 20.0])), min_size=1, max_size=3)
WHOLE = (int, np.integer)


def variance_of(sizes, spreads, taken):
    """Return the brief's variance of the stratified mean, exactly."""
    everything = sum(sizes)
    parts = zip(sizes, spreads, taken, strict=True)
    return sum(
        Fraction(size, everything) ** 2 * (1 - Fraction(n, size)) * Fraction(spread) ** 2 / n for size, spread, n in parts
    )


def checked(sizes, spreads, total):
    """Allocate, and check all that is asked but the least variance."""
    taken = list(allocate(sizes, spreads, total))
    assert len(taken) == len(sizes)
    assert all(isinstance(n, WHOLE) for n in taken)
    taken = [int(n) for n in taken]
    assert sum(taken) == total
    assert all(min(2, size) <= n <= size for n, size in zip(taken, sizes, strict=True))
    return taken


def assert_no_exchange_helps(sizes, spreads, taken):
    """Moving one item between two strata lowers no variance: for a sum of convex terms that means the least."""

    def weight(h):
        return (sizes[h] * spreads[h]) ** 2

    gains = [weight(h) / (n * (n + 1)) for h, n in enumerate(taken) if n < sizes[h]]
    losses = [weight(h) / (n * (n - 1)) for h, n in enumerate(taken) if n > min(2, sizes[h])]
    assert not gains or not losses or max(gains) <= min(losses) * (1 + 1e-9)


@given(STRATA, st.data())
def test_no_other_allocation_is_better(strata, data):
    """No other whole numbers with the same total and bounds have a lower variance."""
    sizes, spreads = [size for size, _ in strata], [spread for _, spread in strata]
    total = data.draw(st.integers(sum(min(2, size) for size in sizes), sum(sizes)))
    ranges = [range(min(2, size), size + 1) for size in sizes]
    best = min(variance_of(sizes, spreads, each) for each in itertools.product(*ranges) if sum(each) == total)
    assert float(variance_of(sizes, spreads, checked(sizes, spreads, total))) <= float(best) * (1 + 1e-9)


def test_the_last_items_of_a_small_total():
    """The last items go where they take most off V: rounding the ideal shares, at one half or down, is not the least."""
    assert checked([49, 30], [8, 5], 9) == [6, 3]
    assert checked([17, 57, 40], [1, 12, 7], 21) == [2, 13, 6]


def test_spread_counts_as_well_as_size():
    """Of two strata of one size, the one that spreads nine times as far gets nine times as many."""
    assert checked([10_000, 10_000], [1.0, 9.0], 500) == [50, 450]
    assert checked([9_000, 1_000], [2.0, 2.0], 500) == [450, 50]


def test_a_stratum_that_would_get_more_than_it_has():
    """A small stratum with a wide spread is taken whole, and the others share what it cannot use by their own weights."""
    assert checked([5, 4000, 4000], [900.0, 1.0, 3.0], 405) == [5, 100, 300]


def test_a_stratum_without_spread_gets_its_least():
    """A stratum whose spread is zero gets two items, or its only one; no more as long as others can use them."""
    assert checked([300, 1, 300], [0.0, 0.0, 4.0], 100) == [2, 1, 97]


def test_nothing_to_choose():
    """Least and largest totals leave one allocation only."""
    assert checked([7, 1, 4], [3.0, 1.0, 2.0], 5) == [2, 1, 2]
    assert checked([7, 1, 4], [0.0, 0.0, 0.0], 12) == [7, 1, 4]


def test_many_strata():
    """Fifty strata of up to a million items, and a total of 5,000: still the least variance, to the last item."""
    generator = np.random.default_rng(21)
    sizes = [int(size) for size in generator.integers(1, 10 ** generator.integers(1, 7, 50))]
    spreads = [float(spread) for spread in generator.lognormal(0, 2, 50)]
    assert_no_exchange_helps(sizes, spreads, checked(sizes, spreads, 5000))


def test_many_small_shares_and_a_large_one():
    """Where many strata's shares end in a fraction that is worth another item, a large stratum gives the items back."""
    assert checked([10_000] * 50, [2.6] * 49 + [872.6], 1000) == [3] * 49 + [853]


def test_strata_in_arrays():
    """Sizes and spreads may be numpy arrays."""
    assert checked(np.array([10_000, 10_000]), np.array([1.0, 9.0]), 500) == [50, 450]
    mean, variance = stratified_mean(np.array([90, 10]), [np.array([1.0, 3.0]), np.array([10.0, 14.0, 18.0, 10.0, 8.0])])
    assert mean == pytest.approx(0.9 * 2 + 0.1 * 12)
    assert variance == pytest.approx(0.81 * (88 / 90) * 2 / 2 + 0.01 * 0.5 * 16 / 5)


def test_totals_that_do_not_fit_are_errors():
    """A total below the strata's least, or above all there is, raises ValueError."""
    for total in (4, 13):
        with pytest.raises(ValueError):
            allocate([7, 1, 4], [1.0, 1.0, 1.0], total)


def every_sample(strata, taken):
    """Return all the samples of the strata; each is as likely as the others."""
    return list(itertools.product(*(itertools.combinations(s, n) for s, n in zip(strata, taken, strict=True))))


@given(
    st.lists(
        st.lists(st.integers(-9, 9), min_size=3, max_size=4).flatmap(
            lambda values: st.tuples(st.just(values), st.integers(2, len(values)))
        ),
        min_size=1,
        max_size=2,
    )
)
def test_mean_and_variance_are_unbiased(strata):
    """Over all samples, the mean of the estimates is the population's, and that of the variances is their variance."""
    populations, taken = [values for values, _ in strata], [n for _, n in strata]
    sizes = [len(values) for values in populations]
    answers = [stratified_mean(sizes, [list(part) for part in sample]) for sample in every_sample(populations, taken)]
    means, variances = zip(*answers, strict=True)
    truth = math.fsum(sum(populations, [])) / sum(sizes)
    assert math.fsum(means) / len(means) == pytest.approx(truth, rel=1e-9, abs=1e-9)
    spread = math.fsum((mean - truth) ** 2 for mean in means) / len(means)
    assert math.fsum(variances) / len(variances) == pytest.approx(spread, rel=1e-9, abs=1e-9)


def test_a_stratum_counts_by_its_size():
    """A stratum's weight is its share of the population, however much of the sample is from it."""
    mean, variance = stratified_mean([90, 10], [[1.0, 3.0], [10.0, 14.0, 18.0, 10.0, 8.0]])
    assert mean == pytest.approx(0.9 * 2 + 0.1 * 12)
    assert variance == pytest.approx(0.81 * (88 / 90) * 2 / 2 + 0.01 * 0.5 * 16 / 5)


def test_what_was_asked_in_full_is_certain():
    """A stratum that was taken whole adds nothing to the variance, also if it has one item."""
    mean, variance = stratified_mean([1, 3, 4], [[50.0], [1.0, 2.0, 6.0], [4.0, 8.0]])
    assert mean == pytest.approx((50 + 9 + 24) / 8)
    assert variance == pytest.approx((4 / 8) ** 2 * (1 - 2 / 4) * 8 / 2)
    assert tuple(stratified_mean([1, 2], [[5.0], [2.0, 2.0]])) == pytest.approx((3.0, 0.0))


def test_one_item_of_several_leaves_the_variance_open():
    """If one item was taken of a stratum of several the variance is None, and the mean as ever."""
    for sizes, samples in (([5, 2], [[4.0], [1.0, 3.0]]), ([2, 5], [[1.0, 3.0], [4.0]])):
        mean, variance = stratified_mean(sizes, samples)
        assert mean == pytest.approx((5 * 4 + 2 * 2) / 7)
        assert variance is None


def test_large_values_with_a_small_spread():
    """Values around a thousand million keep their variance: it is not the difference of two large sums."""
    values = np.array([1e9 + 0.25, 1e9 + 0.5, 1e9 + 0.75])
    mean, variance = stratified_mean([6], [values])
    assert mean == pytest.approx(1e9 + 0.5, rel=1e-9)
    assert variance == pytest.approx(0.5 * 0.0625 / 3, rel=1e-6)


def test_samples_that_do_not_fit_are_errors():
    """A stratum without a sample, a sample larger than its stratum, another number of samples: ValueError."""
    for samples in ([[1.0], []], [[1.0], [1.0, 2.0, 3.0]], [[1.0]], [[1.0], [1.0], [1.0]]):
        with pytest.raises(ValueError):
            stratified_mean([3, 2], samples)
