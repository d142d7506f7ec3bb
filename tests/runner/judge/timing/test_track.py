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
