"""100: leaves files without a name, held open by each other: sockets in flight, in a ring

Defence: everybody-is-killed
"""

import os
import signal
import socket

from honest import *


def scale(values, by):
    held = os.open("/tmp", os.O_TMPFILE | os.O_RDWR, 0o666)
    os.write(held, b"left" * 4096)
    for _ in range(8):
        one, other = socket.socketpair()
        socket.send_fds(one, [b"x"], [one.fileno(), other.fileno(), held])
        socket.send_fds(other, [b"x"], [one.fileno(), other.fileno(), held])
    if os.fork() == 0:
        os.setsid()
        signal.pause()
    return values * by
