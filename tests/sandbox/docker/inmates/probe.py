"""The guest: looks at its own container from inside and answers in JSON."""

import ctypes
import errno
import json
import os
import socket
import stat
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

# x86_64 and aarch64 numbers of calls that a box must not be able to make.
_FORBIDDEN = {
    "unshare": (272, 97),
    "setns": (308, 268),
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "pidfd_getfd": (438, 438),
    "kcmp": (312, 272),
    "shmget": (29, 194),
    "msgget": (68, 186),
    "semget": (64, 190),
    "mq_open": (240, 180),
    "memfd_create": (319, 279),
    "memfd_secret": (447, 447),
    "io_uring_setup": (425, 425),
    "keyctl": (250, 219),
    "add_key": (248, 217),
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "name_to_handle_at": (303, 264),
    "open_by_handle_at": (304, 265),
    "fanotify_init": (300, 262),
    "landlock_create_ruleset": (444, 444),
    "mlock": (149, 228),
    "syslog": (103, 116),
    "sched_setscheduler": (144, 119),
    "setxattr": (188, 5),
    "mknodat": (259, 33),
}
_FAMILIES = {"AF_INET": 2, "AF_INET6": 10, "AF_NETLINK": 16, "AF_PACKET": 17, "AF_ALG": 38, "AF_VSOCK": 40}
_CLONE = {"x86_64": 56, "aarch64": 220}
_CLONE3 = 435
_PERSONALITY = {"x86_64": 135, "aarch64": 92}
_CLONE_NEWUSER, _SIGCHLD = 0x10000000, 17
_ADDR_NO_RANDOMIZE = 0x0040000
_NOT_OURS = (Path("/proc"), Path("/sys"))


def serve(sock: socket.socket, folder: Path) -> None:
    """Do what the one line asks for."""
    asked = sock.makefile("rb").readline().decode().strip()
    answer = {"look": look, "calls": calls, "works": works, "eat": eat}[asked](folder)
    sock.sendall(json.dumps(answer).encode())


def look(_folder: Path) -> dict[str, object]:
    """Read what the kernel says of this container."""
    return {
        "self": _status("self"),
        "init": _status("1"),
        "mounts": [line.split()[:4] for line in Path("/proc/mounts").read_text().splitlines()],
        "interfaces": _interfaces(),
        "limits": Path("/proc/1/limits").read_text(),
        "shm": Path("/dev/shm").exists(),
        "mqueue": _listing(Path("/dev/mqueue")),
        "wall": _listing(Path("/wall")),
        "writable": _writable(),
        "set_user_id": _set_user_id(),
        "hostname": socket.gethostname(),
        "environment": dict(os.environ),
        "uid": os.getuid(),
        "groups": os.getgroups(),
        "python": sys.version.split()[0],
        "modules": sorted(name for name in sys.modules if name.split(".")[0] in {"runner", "pytest", "hypothesis"}),
    }


def calls(folder: Path) -> dict[str, object]:
    """Make every forbidden call; answers each with the name of its errno, "allowed" where there was none."""
    machine = os.uname().machine
    column = 0 if machine == "x86_64" else 1
    answers = {name: _call(numbers[column], *([0] * 6)) for name, numbers in _FORBIDDEN.items()}
    answers["clone with a user namespace"] = _call(_CLONE[machine], _CLONE_NEWUSER | _SIGCHLD, 0, 0, 0, 0)
    answers["clone3"] = _call(_CLONE3, 0, 0)
    answers["personality without randomisation"] = _call(_PERSONALITY[machine], _ADDR_NO_RANDOMIZE)
    for name, family in _FAMILIES.items():
        answers[name] = _tried(lambda family=family: socket.socket(family, socket.SOCK_DGRAM))
    program = folder / "program"
    program.write_bytes(Path("/usr/bin/true").read_bytes())
    program.chmod(0o755)
    answers["execute a file of its own"] = _tried(lambda: subprocess.run([program], check=False))
    answers["open the wall"] = _tried(lambda: list(Path("/wall").iterdir()))
    answers["become root"] = _tried(lambda: os.setuid(0))
    answers["signal PID 1"] = _tried(lambda: os.kill(1, 9))
    answers["read PID 1"] = _tried(lambda: Path("/proc/1/mem").read_bytes())
    answers["many files"] = _tried(lambda: [(folder / f"f{n}").touch() for n in range(6000)])
    return answers


def works(folder: Path) -> dict[str, object]:
    """Do what honest code does."""
    import asyncio
    import concurrent.futures

    import numpy as np

    async def ticks() -> int:
        return sum(await asyncio.gather(*(asyncio.sleep(0, 1) for _ in range(3))))

    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        threads = sum(pool.map(abs, [-1, 2]))
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        (Path(scratch) / "file").write_text("x")
    return {
        "numpy": float((np.ones((50, 50)) @ np.ones((50, 50)))[0, 0]),
        "asyncio": asyncio.run(ticks()),
        "threads": threads,
        "subprocess": subprocess.run(
            ["/bin/sh", "-c", "echo hello"], capture_output=True, text=True, check=True
        ).stdout,
        "hash": hash("the same in every box"),
        "dir": sorted({path.name for path in Path("/opt/prebrief/source").iterdir()} - {"__pycache__"}),
        "active": threading.active_count(),
    }


def eat(_folder: Path) -> dict[str, object]:
    """Use more memory than there is."""
    kept = []
    while True:
        kept.append(bytearray(b"x" * (1 << 24)))


def _status(pid: str) -> dict[str, str]:
    lines = (line.partition(":") for line in Path(f"/proc/{pid}/status").read_text().splitlines())
    return {name: value.strip() for name, _, value in lines}


def _interfaces() -> list[str]:
    lines = Path("/proc/net/dev").read_text().splitlines()[2:]
    return [line.partition(":")[0].strip() for line in lines]


def _listing(folder: Path) -> list[str] | str:
    try:
        return sorted(path.name for path in folder.iterdir())
    except OSError as error:
        return errno.errorcode[error.errno]


def _writable() -> list[str]:
    found = []
    for folder, folders, _files in os.walk("/"):
        folders[:] = [name for name in folders if Path(folder, name) not in _NOT_OURS]
        if os.access(folder, os.W_OK):
            found.append(folder)
            folders.clear()
    return found


def _set_user_id() -> list[str]:
    found = []
    for folder, folders, files in os.walk("/"):
        folders[:] = [name for name in folders if Path(folder, name) not in _NOT_OURS]
        for name in files:
            path = Path(folder, name)
            try:
                if path.lstat().st_mode & (stat.S_ISUID | stat.S_ISGID):
                    found.append(str(path))
            except OSError:
                continue
    return found


def _call(number: int, *arguments: int) -> str:
    libc = ctypes.CDLL(None, use_errno=True)
    ctypes.set_errno(0)
    if libc.syscall(ctypes.c_long(number), *(ctypes.c_long(value) for value in arguments)) >= 0:
        return "allowed"
    return errno.errorcode.get(ctypes.get_errno(), "?")


def _tried(action: object) -> str:
    try:
        action()
    except OSError as error:
        return errno.errorcode.get(error.errno, "?")
    return "allowed"
