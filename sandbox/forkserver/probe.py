"""A guest and a worker without a wall: to try an engine end to end, and to attack it, with nothing else in between.

The worker's payload says which guests to start one after another and what each runs; for each it emits how it ended. An
engine runs this guest only where it is told to (`--guest sandbox.forkserver.probe:guest`), and tests alone tell one to:
nothing else of ours names this module (a test), so no byte of a candidate ever comes here.
"""

import contextlib
import os
import signal
import socket
import time
from collections.abc import Callable
from pathlib import Path

from sandbox.control import Message, field, optional_field
from sandbox.errors import BoxGone
from sandbox.forkserver.link import GuestLink, JudgeLink, end_message
from sandbox.forkserver.stage import Call
from sandbox.wall.codec import dumps, loads

READY = b"ready\n"
_LENGTH_BYTES = 4
_MOST_SAID_BYTES = 64 * 1024
_HANG_SECONDS = 3600


def guest(sock: socket.socket, folder: Path) -> None:
    """Run the source that comes over the connection; it sees `sock` and `folder`."""
    length = int.from_bytes(_receive(sock, _LENGTH_BYTES), "big")
    source = _receive(sock, length).decode()
    exec(compile(source, "probe", "exec"), {"sock": sock, "folder": folder, "__name__": "probe"})  # noqa: S102 -- tests of engines alone name this guest (test_architecture.py): no submission is sent to it


def worker(common: bytes, call: Callable[[], Call]) -> None:
    """Run the guests of the payload, then end as it says: `dumps({"guests": [...], "ending": "..."})`.

    `common`, where there is some, is source that is run before the job is there.

    A guest is {"source", "limits", "within_seconds", "box"}: it is ended once it said READY or closed its connection.
    With "meanwhile", the source of a guest of the second box, it is stopped while that one lives, and goes on then:
    "while_stopped" and "afterwards" are what it said.
    The ending is one of "return", "raise", "exit", "kill", "hang", "print"; with "more_within_seconds", it says before
    that that another event is to come.
    """
    exec(compile(common, "common", "exec"), {"__name__": "probe"})  # noqa: S102 -- the source is a test's own: nothing of ours names this worker
    job = call()
    link = job.link
    message = loads(job.payload)
    if not isinstance(message, dict):
        raise TypeError("the probe's payload must be a dict")
    for wanted in field(message, "guests", list):
        link.emit(dumps(_one_guest(wanted, link)))
    within_seconds = optional_field(message, "more_within_seconds", float)
    if within_seconds is not None:
        link.emit(dumps({"event": "more"}), more_within_seconds=within_seconds)
    _leave(optional_field(message, "ending", str) or "return")


def _one_guest(wanted: Message, link: JudgeLink) -> Message:
    try:
        opened = link.open_guest(field(wanted, "limits", dict), box=optional_field(wanted, "box", int) or 0)
        said = _talk(opened, field(wanted, "source", str).encode(), field(wanted, "within_seconds", float))
        paused = _pause(opened, link, {**wanted, "box": 1}) if "meanwhile" in wanted else {}
        end = opened.end(within_seconds=10.0)
        return {**paused, "said": said, "output": end.output, **end_message(end, output_bytes=len(end.output))}
    except BoxGone as gone:
        return {"event": "gone", "kind": type(gone).__name__, "reason": str(gone)}


def _pause(opened: GuestLink, link: JudgeLink, wanted: Message) -> Message:
    """Stop a guest while another one lives, and let it go on."""
    opened.stop()
    _all_that_came(opened.sock)
    other = _one_guest({**_without(wanted, "meanwhile"), "source": field(wanted, "meanwhile", str)}, link)
    while_stopped = _all_that_came(opened.sock)
    opened.go_on()
    opened.sock.settimeout(field(wanted, "within_seconds", float))
    return {"meanwhile": other, "while_stopped": while_stopped, "afterwards": opened.sock.recv(4096)}


def _without(message: Message, key: str) -> Message:
    return {name: value for name, value in message.items() if name != key}


def _all_that_came(sock: socket.socket) -> bytes:
    """Take what lies ready and wait for nothing."""
    said = b""
    sock.settimeout(0)
    with contextlib.suppress(BlockingIOError):
        while data := sock.recv(65536):
            said += data
    return said


def _talk(opened: GuestLink, source: bytes, within_seconds: float) -> bytes:
    """Hand over the source and hear what the guest says, until it is READY, closes, or the time is over."""
    until = time.monotonic() + within_seconds
    said = b""
    try:
        opened.sock.sendall(len(source).to_bytes(_LENGTH_BYTES, "big") + source)
        while READY not in said and len(said) < _MOST_SAID_BYTES:
            opened.sock.settimeout(max(0.001, until - time.monotonic()))
            data = opened.sock.recv(4096)
            if not data:
                break
            said += data
    except OSError:  # time is over, or the guest is gone: its end says which
        pass
    return said


def _leave(ending: str) -> None:
    match ending:
        case "raise":
            raise RuntimeError("the probe was told to raise")
        case "exit":
            os._exit(3)
        case "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        case "hang":
            time.sleep(_HANG_SECONDS)
        case "print":
            os.write(1, b"\0\0\0\1not for the control stream")
            os.write(2, b"said on stderr")


def _receive(sock: socket.socket, length: int) -> bytes:
    data = b""
    while len(data) < length:
        part = sock.recv(length - len(data))
        if not part:
            raise EOFError("the worker closed the connection")
        data += part
    return data
