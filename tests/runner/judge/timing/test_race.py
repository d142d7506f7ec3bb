"""A race, with samples from a model of a machine."""

import itertools
import random

import pytest

from runner.judge.timing import TooNoisy, race, run_race
from runner.model import MeasurementKind, Sample


class Machine:
    """Times of a machine whose noise is a factor around 1, and whose candidate is `factor` times slower."""

    def __init__(self, factor, *, noise=0.02, seed=1, hiccups=0.0):
        self._random = random.Random(seed)
        self._factor, self._noise, self._hiccups = factor, noise, hiccups
        self.calls = 0

    def __call__(self):
        self.calls += 1
        factor = self._factor() if callable(self._factor) else self._factor
        if self._random.random() < self._hiccups:
            factor *= 20
        return Sample(
            size=0,
            candidate_seconds=1e-4 + 0.01 * factor * self._around_one(),
            reference_seconds=1e-4 + 0.01 * self._around_one(),
            echo_seconds=1e-4,
        )

    def _around_one(self):
        return max(0.1, self._random.gauss(1, self._noise))


@pytest.mark.parametrize(("factor", "held"), [(0.5, True), (1.0, True), (2.5, True), (3.6, False), (50, False)])
def test_twenty_races_agree_and_lie_close_together(factor, held):
    found = [run_race(Machine(factor, noise=0.05, seed=seed), at_most=3.0) for seed in range(20)]
    assert {each.held for each in found} == {held}
    assert all(each.kind is MeasurementKind.RACE and each.low <= each.value <= each.high for each in found)
    values = sorted(each.value for each in found)
    assert values[14] - values[5] <= 0.1 * values[10]


def test_a_clear_race_takes_the_fewest_rounds_and_a_close_one_more():
    clear, close = Machine(1.0), Machine(3.0, noise=0.1)
    assert len(run_race(clear, at_most=3.0).samples) == race.FEWEST_ROUNDS
    assert len(run_race(close, at_most=3.0).samples) > race.FEWEST_ROUNDS


def test_a_hopeless_race_is_short():
    machine = Machine(100)
    assert not run_race(machine, at_most=3.0).held
    assert machine.calls == race.WARM_ROUNDS + race.HOPELESS_ROUNDS


def test_one_that_is_slow_now_and_then_has_taken_that_long():
    assert not any(run_race(Machine(1.0, hiccups=0.45, seed=seed), at_most=3.0).held for seed in range(10))


def test_a_noisy_machine_is_measured_again_and_then_given_up():
    noisy = Machine(1.0, noise=0.6)
    with pytest.raises(TooNoisy):
        run_race(noisy, at_most=3.0)
    assert noisy.calls >= race.TRIES * race.FEWEST_ROUNDS


def test_a_machine_that_calms_down_is_measured_again():
    noise = itertools.chain([0.8] * (race.WARM_ROUNDS + race.MOST_ROUNDS), itertools.repeat(0.02))
    machine = Machine(1.0)

    def measure():
        machine._noise = next(noise)
        return machine()

    assert run_race(measure, at_most=1.01).held in (True, False)
    assert machine.calls > race.MOST_ROUNDS
