"""Arguments that the submission changes in place, as many suites expect of it: they are copied back into the test's.

Which calls do that, the reference's run shows; elsewhere nothing is copied back but what the test wrapped in `inout`.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Any, NoReturn, Protocol

from sandbox.wall.codec import Malformed, Refused
from sandbox.wall.failure import CannotCross, WallFailure
from sandbox.wall.interface import Interface
from sandbox.wall.lending import changeable, copy_back

CALLS = frozenset({"call", "invoke"})


class Asking(Protocol):
    """What is needed of a session."""

    def ask_plainly(self, site: str, *message: object) -> Any:
        """Ask, and copy nothing back."""
        ...

    def ask_what_changed(self, site: str) -> object:
        """Ask for (place, state) of each argument that the last call changed."""
        ...

    def broken(self, error: Exception) -> NoReturn:
        """Fail for what the guest sent."""
        ...


def copying_back(asking: Asking, interface: Interface, site: str, message: tuple[Any, ...]) -> Any:
    """Ask at a place that the interface watches, and copy back what the call changed in place."""
    places = changeable(*message[-2:])
    if not places or threading.active_count() > 1:  # another thread's call may come between
        return asking.ask_plainly(site, *message)
    try:
        value = asking.ask_plainly(site, *message)
    except (WallFailure, CannotCross):
        raise
    except Exception:
        _copy_back(asking, interface, site, places)
        raise
    _copy_back(asking, interface, site, places)
    return value


def _copy_back(asking: Asking, interface: Interface, site: str, places: Mapping[int | str, object]) -> None:
    changed = asking.ask_what_changed(site)
    try:
        for place, state in _checked(changed):
            same = place in places and type(state) is type(places[place])  # else the test wrapped it in inout()
            if same and interface.admits_change(site, place):
                copy_back(places[place], state)
    except (Malformed, Refused) as error:
        asking.broken(error)
    except (TypeError, ValueError) as error:
        asking.broken(Refused(f"an argument came back in a state that it can't have: {type(error).__name__}"))


def _checked(changed: object) -> list[tuple[int | str, object]]:
    pairs: list[tuple[int | str, object]] = []
    for pair in changed if isinstance(changed, tuple) else (None,):
        match pair:
            case (int() | str() as place, state):
                pairs.append((place, state))
            case _:
                raise Malformed("a changed argument that is none")
    return pairs


