"""100: mounts, roots, device nodes"""

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
    breached(
        mount=(165, b"tmpfs", b"/tmp", b"tmpfs", 0, 0),
        bind=(165, b"/", b"/tmp", 0, 4096, 0),
        umount=(166, b"/proc/kcore", 2),
        pivot_root=(155, b"/tmp", b"/tmp"),
        chroot=(161, b"/tmp"),
        open_tree=(428, -100, b"/", 1),
        move_mount=(429, -100, b"/", -100, b"/tmp", 0),
        fsopen=(430, b"tmpfs", 0),
        mount_setattr=(442, -100, b"/", 0, 0, 0),
        mknod=(133, b"/tmp/disk", 0o60666, 0x800),
        name_to_handle_at=(303, -100, b"/", ctypes.create_string_buffer(256), ctypes.create_string_buffer(8), 0),
        open_by_handle_at=(304, -100, ctypes.create_string_buffer(256), 0),
    )
    for path in ("/proc/1/root", "/proc/1/cwd"):
        try:
            os.chdir(path)
            print("BREACH", path)
        except OSError:
            continue
    return sum(numbers)
