"""`race` and `growth` as tests call them, with two sides in this process: what of them two runs have in common."""

from contextlib import contextmanager

import pytest

from runner.judge.timing import Timing, TooSlow
from runner.judge.timing.growth import certain_samples
from runner.judge.timing.race import CERTAIN_SAMPLES
from runner.judge.timing.track import Track
from runner.model import Sample

SIZES = [10, 20, 40]


class NotingWall:
    """A side that notes what it is asked, as the digest of examples does."""

    def __init__(self):
        self.noted, self._listens = [], True

    @contextmanager
    def unnoted(self):
        self._listens = False
        yield
        self._listens = True

    def ask(self, value):
        if self._listens:
            self.noted.append(value)


@pytest.fixture(params=["race", "growth"])
def timed(request, monkeypatch):
    """Return a function that times a submission of one slowness: how many samples were taken, and what was noted."""

    def timed(factor):
        wall, taken = NotingWall(), []

        def sample(_track, candidate, _reference, args, *, same, size):
            candidate(*args)
            taken.append(size)
            own = float(size or 1)
            return Sample(size=size, candidate_seconds=factor * own, reference_seconds=own, echo_seconds=0.0)

        monkeypatch.setattr(Track, "sample", sample)
        timing, values = Timing(wall, wall, proving=False), iter(range(1000))
        try:
            if request.param == "race":
                timing.race(wall.ask, None, ((value,) for value in values), at_most=3.0)
            else:
                timing.growth(wall.ask, None, SIZES, lambda size: ((size, next(values)),), at_most=1.2)
        except TooSlow:
            pass
        wall.ask("after it")
        return len(taken), wall.noted

    timed.certain = CERTAIN_SAMPLES if request.param == "race" else certain_samples(SIZES)
    return timed


def test_what_is_noted_does_not_depend_on_how_many_samples_were_taken(timed):
    (many, noted), (few, the_same) = timed(1.0), timed(100.0)
    assert many > few == timed.certain
    assert noted == the_same
    assert noted == [*noted[: timed.certain], "after it"]
