"""100: traces and reads PID 1 and its own children"""

import ctypes
import platform

libc = ctypes.CDLL(None, use_errno=True)


def breached(**calls):
    """Print which of these system calls (number and arguments, x86_64) were not refused."""
    for name, arguments in calls.items() if platform.machine() == "x86_64" else ():
        if libc.syscall(*(ctypes.c_long(item) if isinstance(item, int) else item for item in arguments)) >= 0:
            print("BREACH", name)

from honest import *


def total(numbers, note=""):
    buffer = ctypes.create_string_buffer(256)
    breached(
        ptrace_attach=(101, 16, 1, 0, 0),
        ptrace_seize=(101, 0x4206, 1, 0, 0),
        ptrace_me=(101, 0, 0, 0, 0),
        process_vm_readv=(310, 1, buffer, 1, buffer, 1, 0),
        process_vm_writev=(311, 1, buffer, 1, buffer, 1, 0),
        kcmp=(312, 1, 1, 0, 0, 0),
        pidfd_getfd=(438, libc.syscall(434, 1, 0), 0, 0),
        process_madvise=(440, 1, buffer, 1, 4, 0),
    )
    return sum(numbers)
