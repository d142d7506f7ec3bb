"""`python -m sandbox.forkserver`: start as a box or a judge, say "ready", serve until stdin ends.

What is said on stdout before that is one message: {"event": "ready", "python": "3.13.5"}, or {"event": "failed",
"reason": ...} where the program cannot start.
"""

import contextlib
import gc
import os
import platform
import sys
import traceback
from typing import Protocol

from sandbox.control import Message, frame
from sandbox.forkserver.entry import EntryMissing, preload
from sandbox.forkserver.options import BadOptions, Options, Role, parse
from sandbox.forkserver.waiting import ControlClosed, Waiter
from sandbox.wall.codec import warm

_STDOUT = 1
_FAILED = 3


class _Program(Protocol):
    def serve(self) -> None: ...


def main(arguments: list[str]) -> int:
    """Run until the host closes our stdin; returns the exit status."""
    try:
        options = parse(arguments)
        waiter = Waiter()
        program = _start(options, waiter)
        _say({"event": "ready", "python": platform.python_version()})
        program.serve()
    except ControlClosed:
        return 0
    except (BadOptions, EntryMissing) as wrong:
        return _give_up(str(wrong))
    except Exception:  # noqa: BLE001 -- the host must learn why its PID 1 is gone
        return _give_up(traceback.format_exc()[-4000:])
    return 0


def _start(options: Options, waiter: Waiter) -> _Program:
    if sys.platform != "darwin":  # there, a fork after numpy's import crashes: children import for themselves
        preload(options.preload)
        warm()
    program = _program(options, waiter)
    gc.collect()
    gc.freeze()  # what is here now is never collected, so that forks share its pages
    return program


def _program(options: Options, waiter: Waiter) -> _Program:
    """Import the one of the two that this is."""
    if options.role is Role.BOX:
        from sandbox.forkserver.box import Box

        return Box(options, waiter)
    from sandbox.forkserver.judge import Judge

    return Judge(options, waiter)


def _give_up(reason: str) -> int:
    with contextlib.suppress(OSError):
        _say({"event": "failed", "reason": reason})
    return _FAILED


def _say(message: Message) -> None:
    rest = memoryview(frame(message))
    while rest:
        rest = rest[os.write(_STDOUT, rest) :]


if __name__ == "__main__":
    os._exit(main(sys.argv[1:]))
