"""The fixtures that the judge gives to hidden tests: what crosses the wall otherwise than by value."""

from collections.abc import Callable

import pytest

from runner.judge.seat import JudgeWall


class JudgeFixtures:
    """A pytest plugin with `expose` and `inout`; the kit has harmless ones of the same names for plain pytest."""

    def __init__(self, wall: JudgeWall) -> None:
        self._wall = wall

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
