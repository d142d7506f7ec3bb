"""What is refused for reasons of its own, and not by a filter: a line for each, with the error's name."""

import contextlib
import errno
import mmap
import os
import shutil
import signal
import socket
import subprocess
from pathlib import Path


def attempts():
    """Each attempt with what came of it."""
    for name, attempt in _ATTEMPTS.items():
        yield f"{name}: {_outcome(attempt)}"
    for path in {line.split()[7] for line in Path("/proc/net/unix").read_text().splitlines()[1:] if "/" in line}:
        yield f"connect to the wall: {_outcome(lambda path=path: socket.socket(socket.AF_UNIX).connect(path))}"
    signals = {_outcome(lambda number=number: os.kill(1, number)) for number in (0, *signal.valid_signals())}
    yield f"any signal to PID 1: {' '.join(sorted(signals))}"


def _outcome(attempt):
    try:
        got = attempt()
    except OSError as error:
        return errno.errorcode.get(error.errno, "?")
    return "done" if got is None else str(got)


def _own_program():
    shutil.copy("/bin/true", "program")
    os.chmod("program", 0o755)
    return subprocess.run(["./program"], check=False).returncode


def _own_script():
    Path("script").write_text("#!/bin/sh\nexit 0\n")
    os.chmod("script", 0o755)
    return subprocess.run(["./script"], check=False).returncode


def _mapped_file():
    with open("program", "rb") as file:
        mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ | mmap.PROT_EXEC, flags=mmap.MAP_PRIVATE)


def _run_from_memory():
    mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)


def _many_files():
    for number in range(5000):
        with open(f"file-{number}", "w"):
            pass


def _large_file():
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    with contextlib.suppress(FileNotFoundError):
        os.truncate("large", 1 << 40)
    os.truncate("program", 1 << 40)


_ATTEMPTS = {
    "run a program of one's own": _own_program,
    "run a script of one's own": _own_script,
    "map a file of one's own to run it": _mapped_file,
    "map memory to run it": _run_from_memory,
    "a file larger than the limit": _large_file,
    "become root": lambda: os.setresuid(0, 0, 0),
    "become the killer": lambda: os.setresuid(os.getuid() - 1, -1, -1),
    "join root's group": lambda: os.setgroups([0]),
    "look into the wall's folder": lambda: os.listdir("/wall"),
    "follow PID 1's root": lambda: os.stat("/proc/1/root/."),
    "read PID 1's memory": lambda: os.open("/proc/1/mem", os.O_RDONLY),
    "read PID 1's first environment": lambda: os.open("/proc/1/environ", os.O_RDONLY),
    "list PID 1's descriptors": lambda: os.listdir("/proc/1/fd"),
    "open one's output again": lambda: os.open("/proc/self/fd/1", os.O_RDONLY),
    "make a namespace's root of oneself": lambda: os.unshare(os.CLONE_NEWUSER),
    "more files than the limit": _many_files,
}
