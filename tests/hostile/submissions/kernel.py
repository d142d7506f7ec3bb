"""What an attacker has at hand to ask the kernel past every library: calls by number, on x86_64. Elsewhere none is made."""

import ctypes
import errno
import platform

REFUSED = (-errno.EPERM, -errno.ENOSYS)
_libc = ctypes.CDLL(None, use_errno=True)
_libc.syscall.restype = ctypes.c_long


def call(number, *arguments):
    """Make a call; returns what came back, or minus the error."""
    if platform.machine() != "x86_64":
        return -errno.ENOSYS
    given = (ctypes.c_long(each) if isinstance(each, int) else each for each in arguments)
    got = _libc.syscall(ctypes.c_long(number), *given)
    return got if got >= 0 else -ctypes.get_errno()


def past(**calls):
    """Print BREACH for every call that was not refused: it came back, or it failed for a reason of its own."""
    for name, (number, *arguments) in calls.items():
        got = call(number, *arguments)
        if got not in REFUSED:
            print("BREACH", name, got)


def room(size=4096):
    """Return memory to point to."""
    return ctypes.create_string_buffer(size)
