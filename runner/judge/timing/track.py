"""How one sample is taken: the same input to both sides, one after the other, while the other one is stopped.

    candidate's guest   |##call##|--stopped-------------------|
    reference's guest   |-stopped|##call##|echo of that call##|

The value has to have arrived, and to be right, before the clock stops meaning anything: work put off to a thread or to
a lazy result is inside. The echo sends what the reference was asked and answered once more, with nothing done in
between: it is the wall's own part. Who goes first changes from sample to sample.
"""

from __future__ import annotations

import copy
import gc
import random
import statistics
import time
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Protocol

import numpy as np

from runner.model import Sample
from sandbox.wall.lending import InOut

_COPIED = (bytearray, deque, OrderedDict, defaultdict, Counter, random.Random, np.ndarray, np.random.Generator)
Function = Callable[..., Any]
Same = Callable[[Any, Any], object]


class WrongWhileTimed(AssertionError):
    """A timed call gave another result than the reference: fast and wrong is wrong."""


class TimedWall(Protocol):
    """What a wall offers to whoever times it."""

    def stopped(self) -> Any:
        """Keep every process of the guest from running, inside a `with`."""
        ...

    def observed(self) -> Any:
        """Keep what is asked and answered inside a `with`; gives the list of it."""
        ...

    def unnoted(self) -> Any:
        """Leave what is asked out of the digest of examples, inside a `with`."""
        ...

    def echo(self, exchange: Any) -> None:
        """Send an exchange once more, with nothing done in between."""
        ...


class Track:
    """Two walls, one processor, for one race or growth.

    A single echo may meet a hiccup that is longer than the call itself: what is taken off is their median so far.
    """

    def __init__(self, candidate: TimedWall, reference: TimedWall) -> None:
        self._candidate = candidate
        self._reference = reference
        self._turn = 0
        self._echoes: dict[int, list[float]] = defaultdict(list)

    def sample(
        self, candidate: Function, reference: Function, args: tuple[Any, ...], *, same: Same, size: int
    ) -> Sample:
        """Time one pair of calls; raises WrongWhileTimed, and whatever the calls raise."""
        self._turn += 1
        own = own_copy(args)
        with _no_collections():
            if self._turn % 2:
                got, candidate_seconds = self._timed_candidate(candidate, own)
                expected, reference_seconds, echo_seconds = self._timed_reference(reference, args)
            else:
                expected, reference_seconds, echo_seconds = self._timed_reference(reference, args)
                got, candidate_seconds = self._timed_candidate(candidate, own)
        self._echoes[size].append(echo_seconds)
        if not same(got, expected):
            raise WrongWhileTimed("a timed call gave another result than the reference for the same input")
        return Sample(
            size=size,
            candidate_seconds=candidate_seconds,
            reference_seconds=reference_seconds,
            echo_seconds=statistics.median(self._echoes[size]),
        )

    def _timed_candidate(self, function: Function, args: tuple[Any, ...]) -> tuple[Any, float]:
        with self._reference.stopped():
            return _timed(function, args)

    def _timed_reference(self, function: Function, args: tuple[Any, ...]) -> tuple[Any, float, float]:
        with self._candidate.stopped():
            with self._reference.observed() as exchanges:
                value, seconds = _timed(function, args)
            echoes = (_timed(self._reference.echo, (exchange,))[1] for exchange in exchanges)
            return value, seconds, sum(echoes)


def own_copy(value: Any) -> Any:
    """Copy what a call may change in place, so that who goes first makes nobody else's input."""
    if type(value) in (list, tuple, set):
        return type(value)(own_copy(each) for each in value)
    if type(value) is dict:
        return {key: own_copy(each) for key, each in value.items()}
    if isinstance(value, InOut):
        return InOut(own_copy(value.value))
    if isinstance(value, _COPIED):
        return copy.deepcopy(value)
    return value


def _timed(function: Function, args: tuple[Any, ...]) -> tuple[Any, float]:
    began = time.perf_counter()
    value = function(*args)
    return value, time.perf_counter() - began


@contextmanager
def _no_collections() -> Iterator[None]:
    """Keep the collector of this side out of the times."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
