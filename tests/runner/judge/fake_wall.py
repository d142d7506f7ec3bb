"""A wall without a far side: the submission runs in this process, and says itself how it fails.

A submission finds two names in its globals: `fail(kind, reason)` makes the wall fail as the real one would, and
`end_as(ending)` sets how its guest will be said to have ended.
"""

import sys
import types
from collections.abc import Callable
from typing import Any

from runner.judge.job import JudgeJob
from sandbox.ending import Ending, GuestEnd
from sandbox.wall.failure import FailureKind, WallFailure, WallRecord


class FakeWall:
    def __init__(self, job: JudgeJob) -> None:
        self._sources = {path: data.decode() for path, data in job.submission}
        self._modules = job.modules
        self.failure: WallFailure | None = None
        self.preload: tuple[str, ...] = ("numpy",)
        self.import_failed: WallFailure | None = None
        self.begun: list[dict[str, Any]] = []
        self._memory_error = False
        self._calls = 0
        self._end = GuestEnd(ending=Ending.STOPPED)
        self._spaces: dict[str, dict[str, Any]] = {}

    def install(self) -> None:
        for name in self._modules:
            stand_in = types.ModuleType(name)
            stand_in.__getattr__ = lambda attr, module=name: self._stand_in(module, attr)  # type: ignore[method-assign]
            sys.modules[name] = stand_in

    def _stand_in(self, module: str, attr: str) -> Callable[..., Any]:
        if attr.startswith("__"):
            raise AttributeError(attr)

        def call(*args: Any, **kwargs: Any) -> Any:
            space = self._space(module)
            self._calls += 1
            if attr not in space:
                self._fail("missing", f"{module} has no {attr}")
            try:
                return space[attr](*args, **kwargs)
            except MemoryError:
                self._memory_error = True
                raise

        call.__name__ = attr
        return call

    def _space(self, module: str) -> dict[str, Any]:
        if self.failure is not None:
            raise self.failure
        if module not in self._spaces:
            space = {"fail": self._fail, "end_as": self._end_as, "__name__": module}
            try:
                exec(compile(self._sources[f"{module}.py"], f"{module}.py", "exec"), space)
            except Exception as exc:  # noqa: BLE001 -- whatever the submission raises
                reason = f"the submission could not be imported: {exc}"
                self.import_failed = WallFailure(FailureKind.IMPORT, reason)
                self._fail("error", reason)
            self._spaces[module] = space
        return self._spaces[module]

    def _fail(self, kind: str, reason: str) -> None:
        self.failure = self.failure or WallFailure(FailureKind(kind), reason)
        raise self.failure

    def _end_as(self, ending: str, **fields: Any) -> None:
        self._end = GuestEnd(ending=Ending(ending), **fields)

    def begin(self, *, test_id: str, file: str, deadline: float, address_space_mb: int | None) -> None:
        self.failure, self._memory_error, self._spaces, self._calls = None, False, {}, 0
        self._end = GuestEnd(ending=Ending.STOPPED, cpu_seconds=0.25, peak_bytes=4096, output=b"hello \xff")

    def end(self, *, last: bool = True) -> WallRecord:
        failure = self.failure
        return WallRecord(
            failure_kind=None if failure is None else failure.kind,
            reason="" if failure is None else failure.reason,
            guest_end=self._end,
            examples_digest="d",
            calls=self._calls,
            memory_error=self._memory_error,
        )

    def uninstall(self) -> None:
        self.uninstalled = True

    def recorded(self) -> dict[str, object]:
        return {"recorded": True}

    def expose(self, value: object, *names: str) -> object:
        return value

    def inout(self, value: object) -> object:
        return value
