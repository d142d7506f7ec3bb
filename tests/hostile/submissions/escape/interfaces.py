"""100: looks for a network, and for what listens on abstract sockets of the host

Defence: no-network
"""

import socket
from pathlib import Path

from honest import *


def scale(values, by):
    names = [line.partition(":")[0].strip() for line in Path("/proc/net/dev").read_text().splitlines()[2:]]
    if names != ["lo"]:
        print("BREACH", names)
    if len(Path("/proc/net/route").read_text().splitlines()) > 1:
        print("BREACH a route")
    for line in Path("/proc/net/unix").read_text().splitlines():
        if "@" in line:
            print("BREACH", line)
            try:
                socket.socket(socket.AF_UNIX).connect("\0" + line.split()[-1][1:])
                print("BREACH connected")
            except OSError:
                continue
    return values * by
