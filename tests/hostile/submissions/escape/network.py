"""100: makes sockets of every family but the wall's

Defence: sockets-of-one-family
"""

import socket

from honest import *


def scale(values, by):
    for family in range(46):
        if family == socket.AF_UNIX:
            continue
        for kind in (1, 2, 3, 5):
            for make in (socket.socket, socket.socketpair):
                try:
                    make(family, kind)
                    print("BREACH", family, kind)
                except OSError as error:
                    if error.errno != 1:
                        print("BREACH", family, kind, error)
    for name in ("localhost", "example.org", "169.254.169.254"):
        try:
            socket.create_connection((name, 80), timeout=0.2)
            print("BREACH", name)
        except OSError:
            continue
    return values * by
