"""What the kernel says of this process and of what is around it, line by line."""

import fcntl
import os
import re
import socket
import stat
import sys
from pathlib import Path

_MODES = {os.O_RDONLY: "reads", os.O_WRONLY: "writes", os.O_RDWR: "reads and writes"}
_STDLIB = sys.stdlib_module_names
_TABLES = "arp route ipv6_route tcp tcp6 udp udp6 udplite icmp raw packet netlink if_inet6 igmp"


def plain(path):
    """Write a path with the guest's own folder as `~`."""
    text, own = str(path), os.environ["HOME"]
    return "~" + text.removeprefix(own) if text.startswith(own) else text


def mounts():
    """Each mount: where, what kind, its options; those of the file system itself where they are its limits."""
    for line in Path("/proc/self/mountinfo").read_text().splitlines():
        place, _, rest = line.partition(" - ")
        _, _, _, root, path, options = place.split()[:6]
        kind, _, of_all = rest.split()[:3]
        if root == "/null":
            yield f"{path} is /dev/null"
            continue
        limits = "".join(f",{each}" for each in of_all.split(",") if re.match("size=|nr_inodes=|mode=", each))
        yield f"{path} {kind} {options}{limits}"


def status(whose="self"):
    """Each line of our status."""
    own = str(os.getuid())
    for line in Path("/proc", whose, "status").read_text().splitlines():
        name, _, value = line.partition(":")
        words = ["own" if word == own and name in ("Uid", "Gid") else word for word in value.split()]
        yield f"{name}: {' '.join(words)}".strip()


def status_of_pid_1():
    """Each line of the forkserver's status."""
    yield from status("1")


def limits(whose="self"):
    """Each limit, soft and hard."""
    for line in Path("/proc", whose, "limits").read_text().splitlines()[1:]:
        yield " ".join(line.split())


def limits_of_pid_1():
    """Each limit of the forkserver, which bounds all that it starts."""
    yield from limits("1")


def descriptors():
    """Each open descriptor: what it is, and whether it reads or writes."""
    for name in os.listdir("/proc/self/fd"):
        number = int(name)
        try:
            what = os.readlink(f"/proc/self/fd/{name}")
            mode = _MODES[fcntl.fcntl(number, fcntl.F_GETFL) & os.O_ACCMODE]
        except OSError:
            continue  # the one that listed them
        kind = what.partition(":")[0] if ":[" in what else what
        if stat.S_ISSOCK(os.fstat(number).st_mode):
            end = socket.socket(fileno=os.dup(number))
            kind = f"{end.family.name} {end.type.name}"
            end.close()
        yield f"{number} {kind} {mode}"


def environment():
    """Each variable, as Python has it."""
    for name, value in os.environ.items():
        yield f"{name}={plain(value)}"


def processes():
    """Each process that there is, and our threads."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            owner = entry.stat().st_uid
            who = "own" if entry.name == str(os.getpid()) else f"process {entry.name}"
            yield f"{who}: {(entry / 'comm').read_text().strip()}, folder of {'own' if owner == os.getuid() else owner}"
    yield f"threads: {len(os.listdir('/proc/self/task'))}"


def network():
    """Each interface, each table that has an entry, each Unix socket with a name."""
    for line in Path("/proc/net/dev").read_text().splitlines()[2:]:
        yield f"interface {line.partition(':')[0].strip()}"
    for name in _TABLES.split():
        path = Path("/proc/net", name)
        lines = path.read_text().splitlines() if path.exists() else []
        if len(lines) > (0 if name in ("ipv6_route", "if_inet6") else 1):
            yield f"{name} has entries"
    for line in Path("/proc/net/unix").read_text().splitlines()[1:]:
        if len(words := line.split()) > 7:
            yield f"unix {re.sub(r'prebrief-.*', '*', words[7])}"


def namespaces():
    """What names, ids and groups of the engine's this is in; what name the machine has; how we are run."""
    for line in Path("/proc/self/cgroup").read_text().splitlines():
        yield f"cgroup {line.split(':', 2)[2]}"
    for name in ("uid_map", "gid_map", "setgroups"):
        yield f"{name} {' '.join(Path('/proc/self', name).read_text().split())}"
    yield f"host {os.uname().nodename}"
    yield f"folder {plain(Path.cwd())}"
    yield f"processors {len(os.sched_getaffinity(0))}"
    yield f"session {'own' if os.getsid(0) == os.getpid() == os.getpgrp() else 'of others'}"
    mine, first = (int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[16]) for pid in ("self", "1"))
    yield f"niceness {mine - first} above that of PID 1"  # which has the engine's
    yield f"killed first {Path('/proc/self/oom_score_adj').read_text().strip()}"


def mappings():
    """Each kind of memory that is written to and shared, or written to and run."""
    for line in Path("/proc/self/maps").read_text().splitlines():
        mode = line.split()[1]
        if mode[1] == "w" and (mode[3] == "s" or mode[2] == "x"):
            yield f"{mode} {line[49:].strip()}"


def modules():
    """Each module in memory, by its first name, that is not Python's own."""
    for name in list(sys.modules):
        first = name.partition(".")[0]
        if first not in _STDLIB and getattr(sys.modules[name], "__file__", None):
            yield first
