"""100: looks for the wall's own socket and connects to it

Defence: the-wall-s-socket-is-root-s, a-user-id-of-its-own
"""

import socket
from pathlib import Path

from honest import *


def scale(values, by):
    names = [part.decode() for part in Path("/proc/1/cmdline").read_bytes().split(b"\0") if part.startswith(b"/wall")]
    names += [line.split()[-1] for line in Path("/proc/net/unix").read_text().splitlines() if "/" in line]
    assert names
    for name in names:
        for path in (name, "/proc/1/root" + name):
            try:
                socket.socket(socket.AF_UNIX).connect(path)
                print("BREACH", path)
            except OSError:
                continue
    return values * by
