"""What stands for a constant that could not be fetched while the tests were read: every use of it is the failure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NoReturn

from sandbox.wall.interface import SPECIALS


class Unavailable:
    """Fails at every use, in the test that uses it, rather than when the file of tests is read."""

    def __init__(self, fail: Callable[[], NoReturn]) -> None:
        self._wall_fail = fail

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        self._wall_fail()

    def __repr__(self) -> str:
        return "<a value of the submission that could not be fetched>"


def _failing(self: Unavailable, *_: object) -> NoReturn:
    self._wall_fail()


for _special in SPECIALS - {"__repr__", "__hash__", "__await__", "__anext__", "__aiter__"}:
    setattr(Unavailable, _special, _failing)
