"""The fixtures that the judge gives to hidden tests: what crosses the wall otherwise than by value, and timing."""

from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest

from runner.judge.fault import JudgeFault
from runner.judge.seat import JudgeWall
from runner.judge.timing import Timing


class JudgeFixtures:
    """A pytest plugin with `expose`, `inout` and `restart`, harmless in the kit's plain pytest; and the races'.

    `beside` is the wall to the reference's own box, where the job has one.
    """

    def __init__(self, wall: JudgeWall, beside: JudgeWall | None, timing: Timing | None) -> None:
        self._wall = wall
        self._beside = beside
        self._timing = timing

    @pytest.fixture
    def expose(self) -> Callable[..., object]:
        """Lend an object to the submission: `expose(obj, "method", ...)` gives exactly those methods."""
        return self._wall.expose

    @pytest.fixture(scope="session")
    def doctest_namespace(self) -> dict[str, object]:
        """Stand in for that of pytest's doctest plugin, which the judge leaves out: suites only fill it."""
        return {}

    @pytest.fixture
    def inout(self) -> Callable[..., object]:
        """Pass a list or an array that the submission is to change: `inout(value)` copies it back."""
        return self._wall.inout

    @pytest.fixture
    def restart(self) -> Callable[[], None]:
        """Begin the submission anew: `restart()`, and a new process answers, in which texts have other hashes.

        What the test holds of the one before is gone with it.
        """
        return self._wall.restart

    @pytest.fixture
    def reference(self) -> ModuleType:
        """The reference's module, in a box of its own: what races are run against."""
        if self._beside is None:
            raise JudgeFault("only a test with the fixture `race` or `growth` has the reference beside it")
        return self._beside.module()

    @pytest.fixture
    def race(self) -> Callable[..., Any]:
        """Race the submission against the reference: `race(solution.f, reference.f, inputs, at_most=3.0)`."""
        return self._timed().race

    @pytest.fixture
    def growth(self) -> Callable[..., Any]:
        """Bound how time grows: `growth(solution.f, reference.f, sizes, make, at_most=1.2)`."""
        return self._timed().growth

    def _timed(self) -> Timing:
        if self._timing is None:
            raise JudgeFault("a job without the reference can't run races")
        return self._timing
