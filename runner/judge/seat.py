"""The wall as the judge sees it: what `sandbox.wall.Wall` gives, and what a fake in tests must give."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from types import ModuleType
from typing import Any, Protocol

from sandbox.wall.failure import WallFailure, WallRecord

Files = tuple[tuple[str, bytes], ...]


class JudgeWall(Protocol):
    """One wall for one submission; `begin` and `end` enclose each test, and `failure` is sticky in between."""

    failure: WallFailure | None
    import_failed: WallFailure | None

    @property
    def preload(self) -> tuple[str, ...]:
        """What boxes can import ahead of need, once the reference was surveyed."""
        ...

    @property
    def expose(self) -> Callable[..., object]:
        """Lend exactly the named methods of an object."""
        ...

    @property
    def inout(self) -> Callable[..., object]:
        """Copy back what the submission changed."""
        ...

    def install(self) -> None:
        """Put the stand-in modules into `sys.modules`; may raise the failure of a reference that can't be imported."""
        ...

    def uninstall(self) -> None:
        """End what still runs."""
        ...

    def restart(self) -> None:
        """End the test's guest; what is asked next, a new process answers, in which texts have other hashes."""
        ...

    def begin(self, *, test_id: str, file: str, deadline: float, address_space_mb: int | None) -> None:
        """Make ready for a test that must be over at `deadline` (of `time.monotonic()`)."""
        ...

    def end(self, *, last: bool = True) -> WallRecord:
        """End the test's guest and say what is known of it; never raises."""
        ...

    def beside(self, open_guest: Callable[[dict[str, Any]], Any], files: Callable[[], Files]) -> "JudgeWall":
        """Return a wall to other files with the same interface, whose stand-ins are not installed."""
        ...

    def module(self) -> ModuleType:
        """Return the stand-in of the first module, also where it was not installed."""
        ...

    def stopped(self) -> AbstractContextManager[None]:
        """Keep every process of the guest from running meanwhile."""
        ...

    def observed(self) -> AbstractContextManager[list[Any]]:
        """Keep what is asked and answered meanwhile."""
        ...

    def unnoted(self) -> AbstractContextManager[None]:
        """Leave what is asked meanwhile out of the digest of examples."""
        ...

    def echo(self, exchange: Any) -> None:
        """Send such an exchange once more, with nothing done in between."""
        ...

    def recorded(self) -> dict[str, Any] | None:
        """Return the interface that the tests used, where the wall was made to record it."""
        ...
