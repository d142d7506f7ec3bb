"""Hold what a run wants, or a run itself, for as long as a test looks at it."""

from __future__ import annotations

import fcntl
import os
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from tests.faults.scene import DRIVER, MOST_SECONDS, ROOT, Ended
from tests.faults.steps import Act, Plan


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold a folder's lock, as a delivery does."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


class Held:
    """A command that has stopped at a step, and goes on when it is let go."""

    def __init__(self, folder: Path, arguments: Sequence[object], *, at: str) -> None:
        """Start a command and wait until it is at a step; raises AssertionError for one that never comes there."""
        told, self._tell = os.pipe()
        wait, self._go = os.pipe()
        plan = Plan(folder=str(folder), log=f"{folder}.log", acts=(Act(at=at, do="stop"),))
        plan = replace(plan, hold=(self._tell, wait))
        self._process = subprocess.Popen(
            [*DRIVER, plan.to_text(), *(str(argument) for argument in arguments)],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            pass_fds=(self._tell, wait),
        )
        os.close(self._tell)
        os.close(wait)
        here = os.read(told, 1)
        os.close(told)
        if not here:
            ended = self.let_go()
            raise AssertionError(f"it never came to {at!r}: {ended.said}")

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    def let_go(self) -> Ended:
        """Let it go on to its end; again is harmless."""
        if self._go >= 0:
            os.close(self._go)
            self._go = -1
        said, _ = self._process.communicate(timeout=MOST_SECONDS)
        return Ended(pid=self.pid, code=self._process.returncode, said=said)
