"""Starts the real program and speaks to it as a host and as a judge would."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path

import pytest

from sandbox.control import frame
from sandbox.ending import GuestEnd
from sandbox.forkserver import GuestLink
from sandbox.forkserver.client import ForkserverClient
from sandbox.forkserver.stream import PipeStream
from sandbox.limits import Limits

SOURCE = Path(__file__).resolve().parents[3]
PROBE_GUEST = "sandbox.forkserver.probe:guest"
CONTAINER_CAPABILITIES = ["setpriv", "--bounding-set=-all,+setuid,+setgid", "--inh-caps=-all"]
OWN_PID_NAMESPACE = ["unshare", "--pid", "--fork", "--mount-proc", "--kill-child"]
READY = b"ready\n"


def guest_limits(**changes: object) -> dict[str, object]:
    """The limits of a guest as the judge sends them."""
    return {**asdict(Limits()), "address_space_mb": None, **changes}


class BoxProgram:
    """A box's program on this machine, its host and its judge in one."""

    def __init__(self, folder: Path, *, options: tuple[str, ...] = (), prefix: tuple[str, ...] = ()) -> None:
        self.folder = folder
        self.writable = folder / "writable"
        self.writable.mkdir()
        self.writable.chmod(0o1777)
        self.socket = folder / "sockets" / "box.sock"
        self.socket.parent.mkdir(mode=0o700)
        command = [*prefix, sys.executable, "-P", "-s", "-B", "-m", "sandbox.forkserver", "--role", "box"]
        command += ["--socket", str(self.socket), "--writable", str(self.writable), "--guest", PROBE_GUEST, *options]
        environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(SOURCE), "LANG": "C.UTF-8", "SECRET": "the host's"}
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, bufsize=0, start_new_session=True
        )
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.client = ForkserverClient(PipeStream(reader=self.process.stdout, writer=self.process.stdin))

    def wait_ready(self) -> str:
        return self.client.wait_ready(30)

    def connect(self) -> socket.socket:
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(20)
        connection.connect(str(self.socket))
        return connection

    def guest(self, source: str, **limits: object) -> GuestLink:
        """Start a guest that runs this source."""
        report, own = self.connect(), self.connect()
        report.sendall(frame({"op": "guest", "limits": guest_limits(**limits)}))
        link = GuestLink(report=report, sock=own)
        try:
            link.wait_accepted(20)
        except BaseException:
            link.close()
            raise
        data = source.encode()
        own.sendall(len(data).to_bytes(4, "big") + data)
        return link

    def hear(self, link: GuestLink, *, until: bytes | None = None) -> bytes:
        """Read what the guest says, to the end of its connection or to these bytes."""
        said = b""
        with contextlib.suppress(ConnectionResetError):
            while (until is None or until not in said) and (data := link.sock.recv(4096)):
                said += data
        return said

    def run(self, source: str, **limits: object) -> tuple[bytes, GuestEnd]:
        """Run a guest until it closes its connection or is ready, end it, and tell what it said and how it ended."""
        link = self.guest(source, **limits)
        said = self.hear(link, until=READY)
        return said, link.end(within_seconds=20)

    @property
    def pid(self) -> int:
        """The program's own process: below `unshare` where it has a pid namespace of its own."""
        below = [pid for pid, parent in _parents() if parent == self.process.pid]
        is_unshare = Path(f"/proc/{self.process.pid}/comm").read_text().startswith("unshare")
        return below[0] if is_unshare else self.process.pid

    def guests_alive(self) -> list[int]:
        """Every process that works in a folder of this box, whoever its parent is by now."""
        found = []
        for entry in Path("/proc").iterdir():
            with contextlib.suppress(OSError):
                if entry.name.isdecimal() and str((entry / "cwd").readlink()).startswith(str(self.writable)):
                    found.append(int(entry.name))
        return found

    def close(self) -> None:
        self.client.close()
        try:
            self.process.wait(10)
        finally:
            self.process.kill()
            self.process.wait()


def wait_until(true: Callable[[], bool], *, within_seconds: float = 20.0) -> None:
    """Poll for something that another process does; fails where it does not come."""
    until = time.monotonic() + within_seconds
    while not true():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.005)


@pytest.fixture
def eventually() -> Callable[..., None]:
    return wait_until


@pytest.fixture
def scratch() -> Iterator[Path]:
    """A folder that other users may pass through, unlike pytest's."""
    folder = Path(tempfile.mkdtemp(prefix="forkserver-test-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def start_box(scratch: Path) -> Iterator[Callable[..., BoxProgram]]:
    """Start a box with more options, ready for guests."""
    started: list[BoxProgram] = []

    def start(*options: str, prefix: tuple[str, ...] = ()) -> BoxProgram:
        folder = scratch / str(len(started))
        folder.mkdir()
        program = BoxProgram(folder, options=options, prefix=prefix)
        started.append(program)
        program.wait_ready()
        return program

    yield start
    for program in started:
        program.close()


@pytest.fixture
def box(start_box: Callable[..., BoxProgram]) -> BoxProgram:
    """A box as the local engine has it: guests are the same user."""
    return start_box()


@pytest.fixture
def container_prefix() -> tuple[str, ...]:
    """What makes a program PID 1 with a container's two capabilities; skips where that is not to be had."""
    prefix = (*OWN_PID_NAMESPACE, *CONTAINER_CAPABILITIES)
    if os.getuid() != 0 or shutil.which("setpriv") is None or shutil.which("unshare") is None:
        pytest.skip("needs root, setpriv and unshare: the same is tested in containers")
    if subprocess.run([*prefix, "true"], check=False, capture_output=True).returncode != 0:
        pytest.skip("this system gives no pid namespace")
    return prefix


@pytest.fixture
def uids() -> tuple[int, int]:
    """User ids that nobody has, another range for each run: FIRST, COUNT."""
    return 200_000 + os.getpid() % 10_000 * 100, 50


@pytest.fixture
def pid1_box(
    start_box: Callable[..., BoxProgram], container_prefix: tuple[str, ...], uids: tuple[int, int]
) -> BoxProgram:
    """A box as in a container: PID 1, with SETUID and SETGID alone, a user id per guest."""
    return start_box("--uids", f"{uids[0]}:{uids[1]}", "--cgroup", "/nonexistent", prefix=container_prefix)


@pytest.fixture
def tmpfs_box(
    start_box: Callable[..., BoxProgram], scratch: Path, container_prefix: tuple[str, ...], uids: tuple[int, int]
) -> BoxProgram:
    """As `pid1_box`, and what guests write to is a file system of its own, as in a container."""
    mount = 'mount -t tmpfs -o mode=1777,size=4m,nr_inodes=256 none "$0" && exec "$@"'
    namespaces, capabilities = container_prefix[: len(OWN_PID_NAMESPACE)], container_prefix[len(OWN_PID_NAMESPACE) :]
    prefix = (*namespaces, "sh", "-c", mount, str(scratch / "0" / "writable"), *capabilities)
    return start_box("--uids", f"{uids[0]}:{uids[1]}", "--cgroup", "/nonexistent", prefix=prefix)


def _parents() -> Iterator[tuple[int, int]]:
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            with contextlib.suppress(OSError, IndexError):
                fields = (entry / "stat").read_bytes().rpartition(b")")[2].split()
                if fields[0] != b"Z":
                    yield int(entry.name), int(fields[1])
