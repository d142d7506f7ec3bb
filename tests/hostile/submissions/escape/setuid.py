"""100: takes other users' ids, looks for set-user-id programs"""

import ctypes
import platform

libc = ctypes.CDLL(None, use_errno=True)


def breached(**calls):
    """Print which of these system calls (number and arguments, x86_64) were not refused."""
    for name, arguments in calls.items() if platform.machine() == "x86_64" else ():
        if libc.syscall(*(ctypes.c_long(item) if isinstance(item, int) else item for item in arguments)) >= 0:
            print("BREACH", name)
import os
import stat
from pathlib import Path

from honest import *

done = []


def total(numbers, note=""):
    if done:
        return sum(numbers)
    done.append(1)
    for uid in (0, os.getuid() - 1, os.getuid() + 1, 50_000):
        breached(
            setuid=(105, uid), setgid=(106, uid), setreuid=(113, uid, uid), setresuid=(117, uid, uid, uid),
            setresgid=(119, uid, uid, uid), setgroups=(116, 1, ctypes.create_string_buffer(4)),
        )
    breached(capset=(126, ctypes.create_string_buffer(8), ctypes.create_string_buffer(24)), ambient=(157, 47, 2, 7, 0, 0))
    for place in ("/bin", "/usr/bin", "/sbin", "/usr/sbin", "/usr/libexec", "/opt"):
        for path in Path(place).rglob("*") if Path(place).is_dir() else ():
            try:
                if path.is_file() and path.stat().st_mode & (stat.S_ISUID | stat.S_ISGID):
                    print("set-user-id", path)
            except OSError:
                continue
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("Cap") and int(line.split()[1], 16) and not line.startswith("CapBnd"):
            print("BREACH", line)
        if line.startswith("NoNewPrivs") and line.split()[1] != "1":
            print("BREACH", line)
    return sum(numbers)
