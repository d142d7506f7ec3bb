"""100: sends bytes out of band, on a pair of its own and to the judge

Defence: nothing-out-of-band
"""

import os
import socket

from honest import *


def scale(values, by):
    one, other = socket.socketpair()
    wall = socket.socket(fileno=os.dup(3))
    for name, send in (
        ("send", lambda: one.send(b"x", socket.MSG_OOB)),
        ("sendmsg", lambda: one.sendmsg([b"x"], [], socket.MSG_OOB)),
        ("to the judge", lambda: wall.send(b"x", socket.MSG_OOB)),
    ):
        try:
            send()
            print("BREACH", name)
        except OSError:
            continue
    wall.close()
    return values * by
