"""Every flag of every container, in one pure function.

What each keeps out is said beside it; tests/sandbox/docker/test_flags.py reads them back from a running container,
from outside (inspect) and from inside (/proc). The result is the body of the engine's "create container" call.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sandbox.docker.masks import MASKED, READ_ONLY
from sandbox.docker.seccomp import profile
from sandbox.limits import Limits

MIB = 1024 * 1024
WALL_FOLDER = "/wall"
HOSTNAME = "sandbox"
TMP_INODES = 4096

_JUDGE_MEMORY_BYTES = 1536 * MIB
_JUDGE_PROCESSES = 1_024
_JUDGE_FILE_BYTES = 64 * MIB
_JUDGE_OPEN_FILES = 1024
_FORKSERVER_PROCESSES = 16  # PID 1, a killer, a sweeper and what is dying, beside the guest's own
_FORKSERVER_OPEN_FILES = 256
_NANO = 1_000_000_000
_NOTHING = "ro,noexec,nosuid,nodev,size=4096,nr_inodes=1,mode=0000"

# One thread, in boxes and judges alike: results and times do not depend on how many cores there are.
_ENVIRONMENT = (
    "PYTHONHASHSEED=0",
    "PYTHONDONTWRITEBYTECODE=1",
    "PYTHONSAFEPATH=1",
    "PYTHONNOUSERSITE=1",
    "PYTHONUTF8=1",
    "OPENBLAS_NUM_THREADS=1",
    "OMP_NUM_THREADS=1",
    "MKL_NUM_THREADS=1",
    "MALLOC_ARENA_MAX=1",  # an arena of a thread reserves 64 MB: a guest's bound would be that much wider than it says
    "LANG=C.UTF-8",
    "TZ=UTC",
    "HOME=/tmp",
)


class Role(StrEnum):
    """What a container is for."""

    JUDGE = "judge"
    BOX = "box"


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What to start: a forkserver of `role` from `image`, with `command` as its PID 1.

    `volume` is the lane's named volume for the wall's sockets, or None; `processors` a CPU set such as "1", or None for
    any; `runtime` an OCI runtime of the engine, or None for its default.
    """

    role: Role
    image: str
    command: Sequence[str]
    limits: Limits
    labels: Mapping[str, str]
    volume: str | None = None
    processors: str | None = None
    runtime: str | None = None


def container_config(order: Order) -> dict[str, object]:
    """Return the arguments with which the container is created."""
    return {
        "Image": order.image,
        "Entrypoint": list(order.command),  # over whatever the base image has
        "Cmd": [],
        "Env": list(_ENVIRONMENT),
        "Labels": dict(order.labels),
        "Hostname": HOSTNAME,
        "User": "0:0",  # root without capabilities but two; guests get a uid of their own from it
        "WorkingDir": "/",
        "StopSignal": "SIGKILL",  # an engine that comes back after a crash ends what it finds at once, not after 10 s
        "Tty": False,
        "OpenStdin": True,
        "StdinOnce": True,  # the forkserver sees its input end when the runner is gone, and ends
        "AttachStdin": True,
        "AttachStdout": True,
        "AttachStderr": True,
        "NetworkDisabled": True,
        "Healthcheck": {"Test": ["NONE"]},
        "HostConfig": _host_config(order),
    }


def _host_config(order: Order) -> dict[str, object]:
    memory = memory_bytes(order.role, order.limits)
    config: dict[str, object] = {
        "NetworkMode": "none",
        "ReadonlyRootfs": True,
        "CapDrop": ["ALL"],
        "CapAdd": ["SETUID", "SETGID"],  # PID 1 gives each guest a user id; a guest has none
        "SecurityOpt": ["no-new-privileges", f"seccomp={profile()}"],
        "Privileged": False,
        "PidsLimit": processes(order.role, order.limits),
        "Memory": memory,
        "MemorySwap": memory,  # the sum of memory and swap: so no swap
        "MemorySwappiness": None,
        "OomKillDisable": False,
        "OomScoreAdj": 0,  # PID 1 survives its guests, which are at 1000
        "NanoCpus": _NANO,
        "CpusetCpus": order.processors or "",
        "Ulimits": _ulimits(order.role, order.limits),
        "Tmpfs": _tmpfs(order),
        "Binds": [f"{order.volume}:{WALL_FOLDER}:rw"] if order.volume else [],
        "LogConfig": {"Type": "none", "Config": {}},  # an output flood must not reach the host's disk
        "IpcMode": "none",  # no /dev/shm
        "CgroupnsMode": "private",
        "Init": False,  # the forkserver is PID 1 and reaps
        "AutoRemove": False,  # a dead box is asked how it died (OOMKilled) before it is removed
        "RestartPolicy": {"Name": "no"},
        "PublishAllPorts": False,
        "MaskedPaths": list(MASKED),
        "ReadonlyPaths": list(READ_ONLY),
    }
    if order.runtime is not None:
        config["Runtime"] = order.runtime
    return config


def memory_bytes(role: Role, limits: Limits) -> int:
    """Return the memory of the whole container, its tmpfs included."""
    return _JUDGE_MEMORY_BYTES if role is Role.JUDGE else limits.memory_mb * MIB


def processes(role: Role, limits: Limits) -> int:
    """Return how many processes and threads may be in the container at once."""
    return _JUDGE_PROCESSES if role is Role.JUDGE else limits.processes + _FORKSERVER_PROCESSES


def _file_bytes(role: Role, limits: Limits) -> int:
    return _JUDGE_FILE_BYTES if role is Role.JUDGE else limits.file_size_mb * MIB


def _ulimits(role: Role, limits: Limits) -> list[dict[str, object]]:
    # The forkserver lowers what is a guest's own; these bound the container, PID 1 included.
    open_files = _JUDGE_OPEN_FILES if role is Role.JUDGE else limits.open_files + _FORKSERVER_OPEN_FILES
    bounds = {
        "core": 1,  # no file, and none for a program of the host's either: a pipe in core_pattern obeys no limit but 1
        "fsize": _file_bytes(role, limits),
        "memlock": 0,
        "msgqueue": 0,
        "nofile": open_files,
    }
    return [{"Name": name, "Soft": value, "Hard": value} for name, value in bounds.items()]


def _tmpfs(order: Order) -> dict[str, str]:
    size = _file_bytes(order.role, order.limits)
    return {
        "/tmp": f"rw,noexec,nosuid,nodev,size={size},nr_inodes={TMP_INODES},mode=1777",  # noqa: S108  # the container's
        # With `ipc none` Docker still mounts a message-queue file system, in which files outlive guests: an empty,
        # read-only folder takes its place.
        "/dev/mqueue": _NOTHING,
        "/dev/pts": _NOTHING,  # no terminals: their drivers are large, and their number is the host's
    }
