"""100: sockets of every family, names, the metadata service"""

import socket

from honest import *


def total(numbers, note=""):
    for family in range(46):
        if family == socket.AF_UNIX:
            continue
        for kind in (1, 2, 3, 5):
            try:
                socket.socket(family, kind).close()
                print("BREACH", family, kind)
            except OSError:
                continue
    for name in ("localhost", "example.org", "169.254.169.254"):
        try:
            socket.create_connection((name, 80), timeout=0.2)
            print("BREACH", name)
        except OSError:
            continue
    return sum(numbers)
