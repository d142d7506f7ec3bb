"""The wall as the judge holds it: one guest per test, one verdict on how it went, whatever the test made of it.

    wall = Wall(...); wall.install()          stand-in modules, before the tests are collected
    wall.begin(test_id=..., deadline=...)     nothing runs yet: a guest starts when the test first asks something
    ...                                       the test runs; `wall.failure` keeps the first failure
    wall.restart()                            if the test asks for it: the next guest has other hashes of texts
    record = wall.end()                       the guest is ended, and its ending read
"""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, Protocol

from sandbox.ending import Ending, GuestEnd
from sandbox.errors import BoxGone, SandboxError
from sandbox.limits import Limits
from sandbox.wall.channel import Channel
from sandbox.wall.codec import WALL_CAPS
from sandbox.wall.failure import FailureKind, WallFailure, WallRecord, of_ending
from sandbox.wall.interface import Interface
from sandbox.wall.judge.early import Early, Step
from sandbox.wall.judge.examples import Examples
from sandbox.wall.judge.past import Past
from sandbox.wall.judge.remote import RemoteInstance
from sandbox.wall.judge.session import Session
from sandbox.wall.judge.standins import StandIns
from sandbox.wall.lending import expose, inout
from sandbox.wall.recorder import Recorder

GONE = (BoxGone, SandboxError)  # whatever says that the box is gone: ours, or the link's own
_LOST = GuestEnd(ending=Ending.LOST, clean=False)
# What a guest's own generators are seeded with: the same for all, and nothing that is made of the problem's seed. Seeds
# are dates and the like, which no hash hides; and whoever knows it can know the inputs of the tests in advance.
_GUEST_SEED = 1
_OTHER_HASH_SEED = 1  # of guests after a restart; the others' is 0

Files = Callable[[], tuple[tuple[str, bytes], ...]]  # asked for when they are first needed


class Link(Protocol):
    """The way to one guest."""

    @property
    def sock(self) -> socket.socket:
        """The guest's own connection."""
        ...

    def stop(self) -> None:
        """Stop the guest and everything it started; raises BoxGone."""
        ...

    def go_on(self) -> None:
        """Let it go on; raises BoxGone."""
        ...

    def end(self, within_seconds: float = ...) -> GuestEnd:
        """End the guest and say how it ended; raises BoxGone where nobody can say."""
        ...


class Wall:
    """Between the tests and one submission."""

    expose = staticmethod(expose)
    inout = staticmethod(inout)

    def __init__(
        self,
        *,
        open_guest: Callable[..., Link],
        files: Files,
        modules: tuple[str, ...],
        interface: Mapping[str, Any] | None,
        limits: Limits,
        tests: Path,
        guest_per: str = "test",
    ) -> None:
        self.failure: WallFailure | None = None
        self.import_failed: WallFailure | None = None
        self._open_guest = open_guest
        self._files = files
        self._hello = {"modules": modules, "seed": _GUEST_SEED}
        self._modules = modules
        self._limits = limits
        self._tests = tests
        self._guest_per = guest_per
        self._interface: Interface = (
            Recorder(modules={}) if interface is None else Interface.from_document(interface)
        )
        self._standins: StandIns | None = None
        self._link: Link | None = None
        self._session: Session | None = None
        self._end: GuestEnd | None = None
        self._past = Past()
        self._restarted = False
        self._early = Early()
        self._test_id: str | None = None
        self._file = ""
        self._deadline = 0.0
        self._address_space_mb: int | None = None
        self._examples = Examples()

    # the life of a test

    def install(self) -> None:
        """Put the stand-in modules into `sys.modules`; in record mode, ask the reference what it has first.

        Raises WallFailure where the reference can't be imported in record mode.
        """
        self._standins = StandIns(self, self._interface, self._tests, self._failed)  # before the first session has it
        if isinstance(self._interface, Recorder):
            for module in self._modules:
                self._interface.learn(self.ask(module, "survey", module))
        self._standins.install(self._modules)

    def uninstall(self) -> None:
        """Take the stand-in modules away and end what still runs."""
        self._end_guest()
        if self._standins is not None:
            self._standins.uninstall()

    def begin(self, *, test_id: str, file: str, deadline: float, address_space_mb: int | None = None) -> None:
        """Begin a test; `deadline` is absolute (`time.monotonic()`), `address_space_mb` a bound of its mark."""
        keep = self._guest_per == "file" and file == self._file and self.failure is None
        if not keep or address_space_mb is not None or self._restarted:
            self._end_guest()
        self.failure = None
        self._end, self._past, self._restarted = None, Past(), False
        self._test_id, self._file = test_id, file
        self._deadline = deadline
        self._address_space_mb = address_space_mb
        self._examples.begin()
        if self._session is not None:
            self._session.conversation.channel.deadline = deadline
            self._session.begin_test()

    def restart(self) -> None:
        """End the test's guest; whatever is asked from here on, a new interpreter answers, with other hashes of texts.

        Raises the failure of a test that has one.
        """
        session, _ = self._session, self._end_guest()
        self._past.take_in(session, self._end)
        end, self._end = self._end, None
        self._restarted = True
        if end is not None and end.ending in (Ending.OUT_OF_MEMORY, Ending.CPU_LIMIT, Ending.LOST):
            raise self._failed(*of_ending(end))
        if self.failure is not None:
            raise self.failure

    def end(self, *, last: bool = True) -> WallRecord:
        """End a test; never raises. The guest goes with it, unless `last` is False and the file shares one guest."""
        past = self._past
        past.take_in(self._session, None)
        if last or self._guest_per == "test" or self.failure is not None or self._address_space_mb is not None:
            self._end_guest()
        end, failure = past.joined(self._end), self.failure
        kind = failure.kind if failure is not None else None
        reason = failure.reason if failure is not None else ""
        starved = end is not None and end.ending is Ending.OUT_OF_MEMORY and kind is not FailureKind.BOX_LOST
        slow = end is not None and end.ending is Ending.CPU_LIMIT and kind is None
        if end is not None and (starved or slow):
            kind, reason = of_ending(end)
        self._test_id = None
        return WallRecord(
            failure_kind=kind,
            reason=reason,
            guest_end=end,
            examples_digest=self._examples.hexdigest(),
            calls=past.calls,
            memory_error=past.memory_error,
            unheard=past.unheard,
        )

    @property
    def preload(self) -> tuple[str, ...]:
        """What boxes can import ahead of need, in record mode."""
        return tuple(sorted(self._interface.packages)) if isinstance(self._interface, Recorder) else ()

    def recorded(self) -> dict[str, Any] | None:
        """Return the interface to freeze, in record mode."""
        return self._interface.to_document() if isinstance(self._interface, Recorder) else None

    # Far, for everything that is named by a path

    def live(self) -> bool:
        """Whether a question can be asked now: inside a test, or while a guest lives."""
        if self.failure is not None:
            return False
        return self._test_id is not None or (self._session is not None and not self._session.closed)

    def in_test(self, filename: str) -> bool:
        """Whether a file is one of the tests."""
        return filename.startswith(str(self._tests))

    def ask(self, site: str, *message: object) -> Any:
        """Ask the guest of this test, starting it where it is the first question."""
        session = self._session
        if session is None or self.failure is not None:
            session = self._now()
        value = session.ask(site, *message)
        if self._test_id is None:
            self._early.note(self, session, Step(site, message, value))
        return value

    async def ask_async(self, site: str, *message: object) -> Any:
        """The same for a coroutine."""
        return await self._now().ask_async(site, *message)

    def special(self, owner: RemoteInstance, name: str, args: tuple[object, ...]) -> Any:
        """Apply an operator of a module-level object."""
        session = self._now()
        value = session.special(owner, name, args)
        if self._test_id is None:
            step = Step(f"{type(owner).__name__}.{name}", ("special", owner, name, args), value)
            self._early.note(self, session, step)
        return value

    def used_special(self, owner: RemoteInstance, name: str) -> None:
        """Note an operator that a test used."""
        self._now().used_special(owner, name)

    def admit_member(self, owner: RemoteInstance, name: str) -> None:
        """Refuse an attribute that is not part of the interface."""
        self._now().admit_member(owner, name)

    # inside

    def _now(self) -> Session:
        if self.failure is not None:
            raise self.failure
        if self._session is None:
            if self.import_failed is not None:
                self.failure = WallFailure(self.import_failed.kind, self.import_failed.reason)
                raise self.failure
            self._start()
        session = self._session
        if session is None:
            raise self._failed(FailureKind.BOX_LOST, "the guest is gone")
        return session

    def _start(self) -> None:
        files = dict(self._files())
        if self._test_id is None:
            self._deadline = time.monotonic() + self._limits.wall_seconds_per_test
        try:
            self._link = self._opened()
        except GONE as gone:
            self._end = _LOST
            raise self._failed(FailureKind.BOX_LOST, str(gone)) from None
        channel = Channel(self._link.sock, max_frame_bytes=WALL_CAPS.frame_bytes)
        channel.deadline = self._deadline
        self._session = Session(
            channel,
            interface=self._interface,
            standins=self._standins or StandIns(self, self._interface, self._tests, self._failed),
            failed=self._failed,
            sent=self._examples.add,
            early=self._early,
        )
        try:
            self._session.greet({**self._hello, "files": files, **self._interface.for_guest()})
        except WallFailure as failure:
            self._remember(failure)
            raise

    def _opened(self) -> Link:
        limits = {**asdict(self._limits), "address_space_mb": self._address_space_mb}
        return self._open_guest(limits, hash_seed=_OTHER_HASH_SEED) if self._restarted else self._open_guest(limits)

    def _remember(self, failure: WallFailure) -> None:
        """Keep a failed import, so that it is tried once and not in every test."""
        if failure.kind in (FailureKind.BOX_LOST, FailureKind.BUG):
            return
        reason = failure.reason
        if failure.kind is not FailureKind.IMPORT:
            reason = f"while it was imported: {reason}"
        self.import_failed = self.failure = WallFailure(failure.kind, reason)

    def _failed(self, kind: FailureKind | None, reason: str) -> WallFailure:
        """Keep the first failure of a test, in the light of how the guest ended."""
        if self.failure is None:
            end = self._end_guest()
            if end is not None and (kind is None or end.ending in (Ending.OUT_OF_MEMORY, Ending.CPU_LIMIT)):
                kind, reason = of_ending(end)
            self.failure = WallFailure(kind or FailureKind.CRASHED, reason or "the submission's process is gone")
        return self.failure

    def _end_guest(self) -> GuestEnd | None:
        link, self._link = self._link, None
        session, self._session = self._session, None
        if link is not None:
            try:
                self._end = link.end()
            except GONE:
                self._end = _LOST
        if session is not None:
            session.close()
        return self._end
