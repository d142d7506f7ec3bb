"""`race` and `growth` as hidden tests call them, and what they found, kept for the grade."""

from __future__ import annotations

import itertools
import statistics
from collections.abc import Callable, Iterable, Sequence
from contextlib import nullcontext
from typing import Any, ParamSpec

from runner.judge.fault import TOO_BUSY
from runner.judge.timing.alike import alike
from runner.judge.timing.fault import TimesTellNothing, TooNoisy
from runner.judge.timing.growth import RATIO_AT_MOST, certain_samples, run_growth
from runner.judge.timing.race import CERTAIN_SAMPLES, run_race
from runner.judge.timing.track import Function, Same, TimedWall, Track
from runner.model import Measurement, Sample

FIXTURES = frozenset({"race", "growth"})
ROOM = 10.0  # the reference must take so many times as long as the way across the wall
_MILLISECONDS = 1e3
_P = ParamSpec("_P")


class TooSlow(AssertionError):
    """The candidate is slower than the bound."""


class Timing:
    """The timed comparisons of a run; `fault` is why one of them could not be made, whatever the test made of it."""

    def __init__(self, candidate: TimedWall, reference: TimedWall, *, proving: bool) -> None:
        """With `proving`, the problem's own inputs are judged as well: are they large enough to be timed?"""
        self._walls = candidate, reference
        self._proving = proving
        self.fault: str | None = None
        self.measurements: tuple[Measurement, ...] = ()

    def begin(self) -> None:
        """Forget the test before."""
        self.fault, self.measurements = None, ()

    def race(
        self,
        candidate: Function,
        reference: Function,
        inputs: Iterable[tuple[Any, ...]],
        at_most: float = 3.0,
        *,
        same: Same = alike,
    ) -> Measurement:
        """Race two functions on the same inputs, a new one each time; fails the test where the candidate is slower.

        `inputs` gives tuples of arguments without end; `at_most` bounds the median ratio of the two times; `same` says
        whether two results of one input are the same.
        """
        source, track = iter(inputs), Track(*self._walls)

        def measure() -> Sample:
            args = next(source, None)
            if args is None:
                raise self._failed("the inputs of a race came to an end: let a generator make new ones without end")
            return track.sample(candidate, reference, tuple(args), same=same, size=0)

        noted = self._noted(measure, CERTAIN_SAMPLES)
        return self._judged(lambda: run_race(noted, at_most=at_most))

    def growth(
        self,
        candidate: Function,
        reference: Function,
        sizes: Sequence[int],
        make: Callable[[int], tuple[Any, ...]],
        at_most: float = 1.2,
        *,
        ratio_at_most: float = RATIO_AT_MOST,
        same: Same = alike,
    ) -> Measurement:
        """Measure how the candidate's time grows from size to size; fails the test where a bound does not hold.

        `make(size)` gives the arguments, new ones each time; `at_most` bounds the exponent, `ratio_at_most` the ratio
        to the reference at every size.
        """
        if len(set(sizes)) < 3 or min(sizes) < 1:
            raise self._failed(f"growth needs three sizes of at least 1, not {list(sizes)!r}")

        track = Track(*self._walls)

        def measure(size: int) -> Sample:
            return track.sample(candidate, reference, tuple(make(size)), same=same, size=size)

        noted = self._noted(measure, certain_samples(sizes))
        return self._judged(lambda: run_growth(noted, sizes, at_most=at_most, ratio_at_most=ratio_at_most))

    def _noted(self, measure: Callable[_P, Sample], samples: int) -> Callable[_P, Sample]:
        """Leave the samples after the first so many out of the digest of examples: two runs differ in their number."""
        taken = itertools.count()

        def noted(*args: _P.args, **kwargs: _P.kwargs) -> Sample:
            with nullcontext() if next(taken) < samples else self._walls[0].unnoted():
                return measure(*args, **kwargs)

        return noted

    def _judged(self, run: Callable[[], Measurement]) -> Measurement:
        try:
            measurement = run()
        except TooNoisy as noisy:
            self._check_inputs(noisy.samples)
            raise self._failed(f"{TOO_BUSY}: {noisy}") from None
        self.measurements += (measurement,)
        self._check_inputs(measurement.samples)
        if not measurement.held:
            raise TooSlow(measurement.sentence)
        return measurement

    def _check_inputs(self, samples: Sequence[Sample]) -> None:
        """While a problem is proved, see to it that the reference at the top size can be told from the wall."""
        top = max(sample.size for sample in samples)
        largest = [sample for sample in samples if sample.size == top]
        own = statistics.median(sample.reference_own_seconds for sample in largest) * _MILLISECONDS
        echo = statistics.median(sample.echo_seconds for sample in largest) * _MILLISECONDS
        if self._proving and own < ROOM * echo:
            raise self._failed(
                f"the reference takes {own:.3f} ms and the way across the wall {echo:.3f} ms: make the inputs so large"
                f" that it takes at least {ROOM:g} times as long"
            )

    def _failed(self, why: str) -> TimesTellNothing:
        self.fault = self.fault or why
        return TimesTellNothing(why)
