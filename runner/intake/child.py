"""The parent's side of the archive reader: start it, bound it, and believe nothing that it says."""

import contextlib
import json
import os
import resource
import selectors
import signal
import subprocess
import tempfile
import time
import typing
from dataclasses import asdict

from runner.intake import warm
from runner.intake.gathering import Gathering
from runner.intake.lean import lean_python
from runner.intake.limits import IntakeLimits
from runner.model.errors import OurFault, SubmissionRejected
from sandbox.wall.codec import Malformed, Refused, loads
from sandbox.wall.codec.caps import Caps

_SLACK_BYTES = 4 * 1024 * 1024  # names, and the codec's own bytes
_READ_BYTES = 1 << 18
_MOST_REASON = 600  # a sentence of ours with two names in it
_ARCHIVES_FAULT = frozenset({signal.SIGXCPU, signal.SIGSEGV, signal.SIGBUS, signal.SIGABRT})
_BUSY = 0.5  # the share of what it may use that a reader has used when it is the archive that takes so long
_TOO_COSTLY = "it takes too much time or memory to read; pack your own source files only"


def gather_in_child(data: bytes, into: Gathering) -> None:
    """Take in the members of an archive, read in a process of its own; raises SubmissionRejected."""
    limits = into.limits
    with tempfile.TemporaryFile() as archive:
        archive.write(data)
        archive.seek(0)
        said, status = _ask(archive.fileno(), limits)
    if -status in _ARCHIVES_FAULT:
        raise SubmissionRejected(_TOO_COSTLY)
    if status != 0:
        raise OurFault(f"the archive reader ended with status {status}; try again")
    _take(said, into)


def warm_readers(count: int) -> contextlib.AbstractContextManager[None]:
    """Let archives be read by so many processes that are started once, until the block is left."""
    return warm.lent(count, _read_all)


def _ask(archive: int, limits: IntakeLimits) -> tuple[bytes, int]:
    if warm.readers is not None:
        return warm.readers.ask(archive, limits)
    command = lean_python("from runner.intake.reader import main; main(sys.argv[2])", json.dumps(asdict(limits)))
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    try:
        process = subprocess.Popen(
            command,
            stdin=archive,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
            start_new_session=True,
        )
    except OSError as error:
        raise OurFault(f"the archive reader can't be started: {error}") from error
    stdout = typing.cast("typing.IO[bytes]", process.stdout)
    try:
        said = _read_all(stdout.fileno(), limits)
        return said, process.wait(timeout=limits.wall_seconds)
    except (TimeoutError, subprocess.TimeoutExpired):
        _end(process)
        raise _late(resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before, limits) from None
    finally:
        stdout.close()
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError):
        process.kill()
    process.wait()


def _late(cpu_seconds: float, limits: IntakeLimits) -> SubmissionRejected | OurFault:
    """Say whose fault it is that an archive was not read in time: no archive makes its reader wait for anything."""
    if cpu_seconds >= _BUSY * min(limits.cpu_seconds, limits.wall_seconds):
        return SubmissionRejected(_TOO_COSTLY)
    return OurFault(
        f"the archive reader had a processor for {cpu_seconds:.1f} s of {limits.wall_seconds:g} s, the machine is "
        "too busy; give the same command again"
    )


def _read_all(descriptor: int, limits: IntakeLimits) -> bytes:
    """Read to the end; raises TimeoutError at the deadline, SubmissionRejected for more than a result can be."""
    deadline = time.monotonic() + limits.wall_seconds
    at_most = limits.total_bytes + _SLACK_BYTES
    whole = bytearray()
    with selectors.DefaultSelector() as selector:
        selector.register(descriptor, selectors.EVENT_READ)
        while True:
            if not selector.select(max(0.0, deadline - time.monotonic())):
                raise TimeoutError
            some = os.read(descriptor, _READ_BYTES)
            if not some:
                return bytes(whole)
            whole += some
            if len(whole) > at_most:
                raise SubmissionRejected(_TOO_COSTLY)


def _take(said: bytes, into: Gathering) -> None:
    try:
        result = loads(said, Caps(depth=4, frame_bytes=into.limits.total_bytes + _SLACK_BYTES, plain=True))
    except (Malformed, Refused) as error:
        raise OurFault(f"the archive reader said something unreadable: {error}") from error
    match result:
        case {"rejected": str(reason)}:
            raise SubmissionRejected(reason[:_MOST_REASON])
        case {"files": dict(files), "folders": list(folders)}:
            for folder in folders:
                into.folder(str(folder))
            for name, data in files.items():
                path = into.file(str(name), len(data))
                if path is not None:
                    into.add(path, bytes(data))
        case _:
            raise OurFault("the archive reader said something unexpected")
