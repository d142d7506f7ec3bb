"""An engine that fails at its n-th call, around any other engine: for tests of whatever drives one.

    calls = Calls(at=7, error=EngineFailed("..."))       every call of engine, lanes and boxes counts, in their order
    FailingEngine(FakeEngine(play), calls)               the seventh raises; `calls.names` says which were made

A call fails before it is done, or after it (`done=True`): the engine did it and the answer is lost. Where a call may
not raise, it fails as it can: `healthy` says no.
"""

import threading
from collections.abc import Callable
from typing import TypeVar

from sandbox.engine import Box, BoxState, Engine, Job, JobEnd, Lane, LaneSpec
from sandbox.errors import SandboxError

T = TypeVar("T")


class Calls:
    """Counts the calls of one engine, from 1, and lets one of them fail; thread-safe."""

    def __init__(self, *, at: int = 0, error: SandboxError, done: bool = False) -> None:
        """Let the call number `at` fail with `error`; 0 lets none fail."""
        self.names: list[str] = []
        self._at = at
        self._error = error
        self._done = done
        self._lock = threading.Lock()

    @property
    def failed(self) -> str:
        """The name of the call that failed, "" while none did."""
        return self.names[self._at - 1] if 0 < self._at <= len(self.names) else ""

    def make(self, name: str, call: Callable[[], T]) -> T:
        """Make a call, unless it is the one that fails."""
        if not self.comes(name):
            return call()
        if self._done:
            call()
        raise self._error

    def comes(self, name: str) -> bool:
        """Count a call; returns whether it is the one that fails."""
        with self._lock:
            self.names.append(name)
            return len(self.names) == self._at


class FailingBox:
    """A box whose calls are counted."""

    def __init__(self, inner: Box, calls: Calls) -> None:
        self.inner = inner
        self._calls = calls

    @property
    def name(self) -> str:
        """Its name."""
        return self.inner.name

    def state(self) -> BoxState:
        """Ask how it is."""
        return self._calls.make("state", self.inner.state)

    def close(self) -> None:
        """Close it."""
        self._calls.make("close box", self.inner.close)


class FailingLane:
    """A lane whose calls are counted, and those of its boxes."""

    def __init__(self, inner: Lane, calls: Calls) -> None:
        self._inner = inner
        self._calls = calls

    def start_box(self) -> FailingBox:
        """Start a box."""
        return FailingBox(self._calls.make("start_box", self._inner.start_box), self._calls)

    def run(self, job: Job, box: Box, on_event: Callable[[bytes], None], *, second: Box | None = None) -> JobEnd:
        """Run a job."""
        beside = None if second is None else _inner(second)
        return self._calls.make("run", lambda: self._inner.run(job, _inner(box), on_event, second=beside))

    def cancel(self) -> None:
        """End the job that runs."""
        self._calls.make("cancel", self._inner.cancel)

    def close(self) -> None:
        """Close it."""
        self._calls.make("close lane", self._inner.close)


class FailingEngine:
    """An engine whose calls are counted, and those of its lanes."""

    def __init__(self, inner: Engine, calls: Calls) -> None:
        self._inner = inner
        self._calls = calls

    @property
    def name(self) -> str:
        """The other engine's."""
        return self._inner.name

    @property
    def isolated(self) -> bool:
        """The other engine's."""
        return self._inner.isolated

    def image_digest(self, environment: str) -> str:
        """Name the image."""
        return self._calls.make("image_digest", lambda: self._inner.image_digest(environment))

    def lane(self, spec: LaneSpec) -> FailingLane:
        """Start a lane."""
        return FailingLane(self._calls.make("lane", lambda: self._inner.lane(spec)), self._calls)

    def healthy(self) -> bool:
        """Whether it answers: no, if this is the call that fails."""
        return not self._calls.comes("healthy") and self._inner.healthy()

    def reap(self) -> tuple[str, ...]:
        """Remove what killed runs left."""
        return self._calls.make("reap", self._inner.reap)

    def close(self) -> None:
        """Close every lane."""
        self._calls.make("close engine", self._inner.close)


def _inner(box: Box) -> Box:
    return box.inner if isinstance(box, FailingBox) else box
