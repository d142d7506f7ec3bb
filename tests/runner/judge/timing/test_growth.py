"""Growth, with samples from a model of a machine."""

import random

import pytest

from runner.judge.timing import TooNoisy, growth, run_growth
from runner.model import MeasurementKind, Sample

SIZES = (1000, 2000, 4000, 8000)


def machine(power, *, noise=0.03, seed=1, padding=0.0, factor=1.0):
    """Return a measure of a candidate whose time is factor * size ** power (+ padding), the reference's linear."""
    generator = random.Random(seed)

    def measure(size):
        return Sample(
            size=size,
            candidate_seconds=(factor * 1e-6 * size * (size / 1000) ** (power - 1) + padding)
            * generator.gauss(1, noise)
            + 1e-4,
            reference_seconds=1e-6 * size * generator.gauss(1, noise) + 1e-4,
            echo_seconds=1e-4,
        )

    return measure


@pytest.mark.parametrize(("power", "held"), [(0.3, True), (1.0, True), (1.1, True), (1.5, False), (2.0, False)])
def test_the_exponent_is_found_and_twenty_runs_agree(power, held):
    found = [run_growth(machine(power, seed=seed), SIZES, at_most=1.2) for seed in range(20)]
    assert {each.held for each in found} == {held}
    assert all(each.kind is MeasurementKind.GROWTH and abs(each.value - power) < 0.08 for each in found)


def test_work_done_in_vain_on_small_inputs_bends_the_exponent_and_is_caught_by_the_ratio():
    found = run_growth(machine(2.0, padding=0.2), SIZES, at_most=1.2)
    assert found.value < 1.2
    assert found.worst_ratio > found.ratio_at_most
    assert not found.held


def test_a_hopeless_candidate_is_measured_three_rounds():
    found = run_growth(machine(1.0, factor=100), SIZES, at_most=1.2)
    assert not found.held
    assert len(found.samples) == growth.HOPELESS_ROUNDS * len(SIZES)


def test_a_noisy_machine_is_given_up():
    with pytest.raises(TooNoisy):
        run_growth(machine(1.0, noise=0.5), SIZES, at_most=1.2)


@pytest.mark.parametrize("power", [0.5, 1.0, 3.0])
def test_a_candidate_whose_time_is_lost_in_noise_is_no_slow_one(power):
    """A thousandth of the reference's time at the smallest size, a fifteenth at the largest: that tells no exponent."""
    found = run_growth(machine(power, factor=0.001), SIZES, at_most=1.2)
    assert found.held
    assert found.value == pytest.approx(1.0, abs=0.2)


def test_a_slow_algorithm_that_begins_quick_is_caught_all_the_same():
    """A thirtieth of the reference's time at the smallest size, twice as long at the largest."""
    assert not run_growth(machine(3.0, factor=0.03), SIZES, at_most=1.2).held


def test_calls_that_are_little_but_the_way_across_the_wall_are_given_up():
    def measure(size):
        echo = 1e-3 + 1e-7 * size
        took = echo + 1e-7
        return Sample(size=size, candidate_seconds=took, reference_seconds=took, echo_seconds=echo)

    with pytest.raises(TooNoisy):
        run_growth(measure, SIZES, at_most=1.2)


def test_a_machine_on_which_long_calls_wait_is_given_up():
    """Who shares a processor loses it after a few milliseconds: short calls are spared, the reference's own as well."""

    def measure(size):
        took = 1e-6 * size + (4e-3 if size > 3000 else 0.0)
        return Sample(size=size, candidate_seconds=took, reference_seconds=took, echo_seconds=0.0)

    with pytest.raises(
        TooNoisy, match=r"the reference's own time grew with its size to the power of 1\.\d+, above the bound"
    ):
        run_growth(measure, SIZES, at_most=1.2)
