"""How one sample is taken, with two sides in this process."""

from contextlib import contextmanager

import numpy as np
import pytest

from runner.judge.timing.alike import alike
from runner.judge.timing.track import Track, WrongWhileTimed


class HereWall:
    """A side that runs here, where nothing has to be stopped."""

    @contextmanager
    def stopped(self):
        yield

    @contextmanager
    def observed(self):
        yield []

    def echo(self, exchange):
        raise AssertionError("nothing was observed")


def in_order(values):
    values.sort()
    return values.copy()


def makes_another_input(values):
    if values[0] > values[1]:
        values[:] = [0.0] * len(values)
    return values.copy()


@pytest.mark.parametrize("kind", [list, np.array])
def test_what_one_side_does_to_its_input_is_not_the_others_input(kind):
    track = Track(HereWall(), HereWall())

    def sample(candidate):
        track.sample(candidate, in_order, (kind([3.0, 1.0, 2.0]),), same=alike, size=0)

    for _ in range(4):
        sample(in_order)
        with pytest.raises(WrongWhileTimed):
            sample(makes_another_input)
        sample(in_order)


def test_one_long_echo_among_short_ones_is_not_what_is_taken_off(monkeypatch):
    now, echoes = [0.0], iter([1.0, 1.0, 50.0, 1.0])

    def takes(seconds):
        def call(*_args):
            now[0] += seconds

        return call

    class EchoingWall(HereWall):
        @contextmanager
        def observed(self):
            yield ["an exchange"]

        def echo(self, exchange):
            takes(next(echoes))()

    monkeypatch.setattr("runner.judge.timing.track.time.perf_counter", lambda: now[0])
    track = Track(HereWall(), EchoingWall())
    samples = [track.sample(takes(21.0), takes(11.0), (), same=alike, size=0) for _ in range(4)]
    assert [sample.echo_seconds for sample in samples] == [1.0, 1.0, 1.0, 1.0]
    assert samples[-1].ratio == 2.0
