"""What a forked child may use, as the kernel enforces it per process (or per user id: NPROC)."""

import contextlib
import math
import resource
from dataclasses import dataclass
from pathlib import Path

from sandbox.control import Message, field, optional_field
from sandbox.errors import ForkserverFailed
from sandbox.forkserver.oneprocess import stay_one_process

_MIB = 1024 * 1024
_KIB = 1024
# Not 0: where a system hands core dumps to a program of its own (as root, outside of containers), only 1 stops it.
_NO_CORE_BYTES = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class GuestLimits:
    """The part of `Limits` that a forkserver enforces on one guest; `address_space_bytes` is beyond what Python has."""

    cpu_seconds: float
    processes: int
    open_files: int
    file_size_bytes: int
    output_bytes: int
    address_space_bytes: int | None
    one_process: bool  # an address space is bounded process by process: where a test bounds it, there is one


def guest_limits(message: Message, *, memory_is_bounded: bool) -> GuestLimits:
    """Read the limits of a "guest" request; without a cgroup that bounds memory, each process's address space is."""
    fields = field(message, "limits", dict)
    address_space_mb = optional_field(fields, "address_space_mb", int)
    if not memory_is_bounded:
        memory_mb = field(fields, "memory_mb", int)
        address_space_mb = min(memory_mb, address_space_mb or memory_mb)
    limits = GuestLimits(
        cpu_seconds=field(fields, "cpu_seconds", float),
        processes=field(fields, "processes", int),
        open_files=field(fields, "open_files", int),
        file_size_bytes=field(fields, "file_size_mb", int) * _MIB,
        output_bytes=field(fields, "output_kb", int) * _KIB,
        address_space_bytes=None if address_space_mb is None else address_space_mb * _MIB,
        one_process=fields.get("address_space_mb") is not None,
    )
    if not (0 < limits.cpu_seconds < 1e6 and min(limits.processes, limits.open_files) > 0 <= limits.output_bytes):
        raise ForkserverFailed("a guest's limits must be positive numbers")
    return limits


def limit_guest(limits: GuestLimits, *, own_uid: bool) -> None:
    """Bound the calling process and all it will start; to be called before it gives up root.

    The soft CPU limit sends SIGXCPU, which says what happened; a guest that ignores it is killed a second later.
    """
    cpu_seconds = math.ceil(limits.cpu_seconds)
    _lower(resource.RLIMIT_CPU, cpu_seconds, cpu_seconds + 1)
    _lower(resource.RLIMIT_NOFILE, limits.open_files)
    _lower(resource.RLIMIT_FSIZE, limits.file_size_bytes)
    _lower(resource.RLIMIT_CORE, _NO_CORE_BYTES)
    if own_uid:  # it counts every process of the user: without a user of its own it would count the system's
        _lower(resource.RLIMIT_NPROC, limits.processes)
    if limits.address_space_bytes is not None:
        with contextlib.suppress(OSError, ValueError):  # macOS has no such limit: LocalEngine.missing_limits says so
            _lower(resource.RLIMIT_AS, _address_space_bytes() + limits.address_space_bytes)
    if limits.one_process and not stay_one_process() and own_uid:
        _lower(resource.RLIMIT_NPROC, 1)  # then without threads, too


def limit_worker() -> None:
    """Bound the judge's worker: our own code, so only that it leaves no core file with tests in it."""
    _lower(resource.RLIMIT_CORE, _NO_CORE_BYTES)


def _lower(kind: int, soft: int, hard: int | None = None) -> None:
    """Set a limit, or keep a lower one that the container has."""
    _, most = resource.getrlimit(kind)
    hard = soft if hard is None else hard
    if most != resource.RLIM_INFINITY:
        soft, hard = min(soft, most), min(hard, most)
    resource.setrlimit(kind, (soft, hard))


def _address_space_bytes() -> int:
    """The size of our address space now: the interpreter with everything that is preloaded."""
    try:
        return int(Path("/proc/self/statm").read_bytes().split()[0]) * resource.getpagesize()
    except OSError:
        return 0
