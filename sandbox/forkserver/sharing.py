"""What a process can't hand to several forks, each as if it were the only one.

    threads             a fork has the one that forked, and none of the others
    child processes     they stay this process's children, and end when it is buried
    open descriptors    a file read to its end by one fork is at its end in all the others
    shared mappings     what one fork writes there, all others read
"""

import os
import threading
from pathlib import Path

_TASKS = Path("/proc/self/task")
_DESCRIPTORS = Path("/proc/self/fd")
_MAPS = Path("/proc/self/maps")


def holds_what_forks_share(*, known: frozenset[int]) -> bool:
    """Whether there is any of that beside the descriptors in `known`; where there is no /proc, as far as one can tell.

    The preloaded interpreter has none of it: a forkserver's child starts with one thread and what it was told to keep.
    """
    return _has_threads() or _has_children() or _holds_open(known) or _maps_shared()


def _has_threads() -> bool:
    """Whether there is a thread but this one, also one that Python did not start."""
    try:
        return len([*_TASKS.iterdir()]) > 1
    except OSError:
        return threading.active_count() > 1


def _has_children() -> bool:
    """Whether there is a child, dead or alive."""
    try:
        os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    except ChildProcessError:
        return False
    return True


def _holds_open(known: frozenset[int]) -> bool:
    try:
        listed = [int(entry.name) for entry in _DESCRIPTORS.iterdir()]
    except OSError:
        return False
    return any(number not in known and _has_state(number) for number in listed)


def _has_state(number: int) -> bool:
    """Whether it is open and no /dev/null, which pytest logs to; the one that listed them is closed by now."""
    try:
        return not os.path.samestat(os.fstat(number), Path(os.devnull).stat())
    except OSError:
        return False


def _maps_shared() -> bool:
    """Whether memory is mapped that is written to and shared; a line begins `from-to rw-s`."""
    try:
        lines = _MAPS.read_bytes().splitlines()
    except OSError:
        return False
    modes = (line.split(b" ", 2)[1] for line in lines)
    return any(mode[1:2] == b"w" and mode[3:4] == b"s" for mode in modes)
