"""100: gives a socket a filter, which is a program for the kernel, and asks who is on the other side

Defence: few-options-of-sockets
"""

import os
import socket
import struct

from honest import *


def scale(values, by):
    one, other = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    program = struct.pack("HBBI", 0x06, 0, 0, 0xFFFF)
    import ctypes

    held = ctypes.create_string_buffer(program)
    attempts = {
        "filter": lambda: one.setsockopt(socket.SOL_SOCKET, 26, struct.pack("HxxxxxxQ", 1, ctypes.addressof(held))),
        "credentials": lambda: one.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1),
        "peek offset": lambda: other.setsockopt(socket.SOL_SOCKET, 42, 0),
        "pidfd of the judge": lambda: socket.socket(fileno=os.dup(3)).getsockopt(socket.SOL_SOCKET, 77),
    }
    for name, attempt in attempts.items():
        try:
            attempt()
            print("BREACH", name)
        except OSError:
            continue
    return values * by
