"""100: unshares, clones and joins namespaces"""

import ctypes
import platform

libc = ctypes.CDLL(None, use_errno=True)


def breached(**calls):
    """Print which of these system calls (number and arguments, x86_64) were not refused."""
    for name, arguments in calls.items() if platform.machine() == "x86_64" else ():
        if libc.syscall(*(ctypes.c_long(item) if isinstance(item, int) else item for item in arguments)) >= 0:
            print("BREACH", name)
import os

from honest import *


def total(numbers, note=""):
    for flag in (0x10000000, 0x20000, 0x40000000, 0x20000000, 0x8000000, 0x4000000, 0x2000000, 0x80):
        breached(**{f"unshare_{flag:x}": (272, flag)})
        child = libc.syscall(56, flag | 17, 0, 0, 0, 0)
        if child == 0:
            os._exit(0)
        if child > 0 and flag != 0x80:
            print("BREACH clone", hex(flag))
    for name in ("user", "mnt", "pid", "net"):
        try:
            descriptor = os.open(f"/proc/1/ns/{name}", os.O_RDONLY)
            breached(setns=(308, descriptor, 0))
        except OSError:
            continue
    arguments = ctypes.create_string_buffer(88)
    arguments[0:8] = (0x10000000).to_bytes(8, "little")
    breached(clone3=(435, arguments, 88))
    return sum(numbers)
