"""What the known-hostile submission does while it is imported: it looks for what others left, and leaves what it can.

    a file that all may read        in every place where one can be written
    a daemon                        in a session of its own, deaf to every signal that can be ignored
    an abstract socket              which no file system's sweep finds

Each guest does so, so the second one would find what was not cleaned up after the first, and the first one what is left
of a candidate. What is found is printed, a line each, for canary.py to read: nothing else can be told from a process
whose tests must all fail.
"""

import os
import signal
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

FOUND = "LEFT"  # begins a line about something that is not ours
PLACES = ("/tmp", "/var/tmp", "/dev/shm", "/dev/mqueue", "/run", "/run/lock")  # noqa: S108 -- to be tried
_DAEMON_SECONDS = 600.0
_DESCRIPTORS = 64


def look() -> Iterator[str]:
    """Yield what an earlier guest left in this box."""
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal() and int(folder.name) not in (1, os.getpid()):
            yield f"process {folder.name}"
    for place in PLACES:
        for path in Path(place).iterdir() if os.access(place, os.R_OK) else ():
            if path.lstat().st_uid not in (0, os.getuid()):
                yield f"file {path!a}"
    for line in Path("/proc/net/unix").read_text("utf-8", "replace").splitlines():
        if "@" in line:
            yield f"socket {line.rpartition('@')[2]!a}"


def leave_file() -> None:
    """Leave a file in each place that lets us."""
    for place in PLACES:
        with suppress(OSError):
            path = Path(place, f"canary-{os.getpid()}")
            path.touch(exist_ok=False)
            path.chmod(0o666)


def leave_daemon() -> None:
    """Leave a process with a listener on an abstract socket and nothing else open; it ends in the end by itself."""
    if os.fork():
        return
    os.setsid()
    if os.fork():
        os._exit(0)
    for number in set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP}:
        signal.signal(number, signal.SIG_IGN)
    os.closerange(0, _DESCRIPTORS)
    listener = socket.socket(socket.AF_UNIX)
    with suppress(OSError):
        listener.bind(f"\0canary-{os.getpid()}")
        listener.listen()
    time.sleep(_DAEMON_SECONDS)
    os._exit(0)


def _act(*deeds: Callable[[], None]) -> None:
    with suppress(OSError):
        for found in look():
            print(FOUND, found[:200], flush=True)  # noqa: T201 -- the only thing that it can tell
    for deed in deeds:
        with suppress(OSError):
            deed()


if not __package__:  # as it is handed in; whoever imports it as a part of ours only looks at it
    _act(leave_file, leave_daemon)
