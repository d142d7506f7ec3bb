"""System calls whose arguments no call takes, here or in a child: what they end it with does not matter."""

import ctypes
import errno
import mmap
import os
import select
import signal

REFUSED = ("EPERM", "ENOSYS")
_SECONDS = 0.5
_MOST = 6  # arguments
_libc = ctypes.CDLL(None, use_errno=True)
_libc.syscall.restype = ctypes.c_long
_libc.syscall.argtypes = [ctypes.c_long] * (1 + _MOST)
_EMPTY = mmap.mmap(-1, 1 << 16, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
STACK = ctypes.addressof(ctypes.c_char.from_buffer(_EMPTY)) + (1 << 15)  # a clone's: it returns to address 0, and ends


def raw(number, *arguments):
    """Make a call here; returns the name of its error, "done" where there was none."""
    if _libc.syscall(number, *arguments, *[0] * (_MOST - len(arguments))) >= 0:
        return "done"
    return errno.errorcode.get(ctypes.get_errno(), str(ctypes.get_errno()))


def each_apart(tried):
    """Make calls one after the other in a child, and in another one after each that the child does not come back from.

    Yields for each what `raw` returns; "ended" or "waits" where it never came back.
    """
    rest = list(tried)
    while rest:
        for answer in _in_a_child(rest):
            rest.pop(0)
            yield answer


def _in_a_child(tried):
    """Yield an answer for each call, up to the one that ends the child or that it waits in."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        for arguments in tried:
            os.write(writer, f"{raw(*arguments)}\n".encode())
        os._exit(0)
    os.close(writer)
    told, missing = b"", len(tried)
    try:
        while missing:
            if not select.select([reader], [], [], _SECONDS)[0]:
                yield "waits"
                return
            if not (data := os.read(reader, 4096)):
                yield "ended"
                return
            *lines, told = (told + data).split(b"\n")
            missing -= len(lines)
            yield from (line.decode() for line in lines)
    finally:
        os.close(reader)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
