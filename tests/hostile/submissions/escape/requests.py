"""100: asks drivers and file systems for what nobody asks: flags, namespaces, interfaces, typing for others

Defence: few-requests-to-drivers
"""

import os
import socket

from honest import *
from kernel import past, room


def scale(values, by):
    open("mine", "w").close()
    mine = os.open("mine", os.O_RDWR)
    namespace = os.open("/proc/self/ns/user", os.O_RDONLY)
    wall = socket.socket(socket.AF_UNIX).fileno()
    past(
        flags=(16, mine, 0x80086601, room(8)),
        set_flags=(16, mine, 0x40086602, room(8)),
        clone=(16, mine, 0x40049409, mine),
        owner=(16, 1, 0x8901, room(4)),
        asynchronous=(16, 1, 0x5452, room(4)),
        parent_namespace=(16, namespace, 0xB702, 0),
        kind=(16, namespace, 0xB703, 0),
        interfaces=(16, wall, 0x8912, room(64)),
        typed=(16, 0, 0x5412, b"x"),
        discipline=(16, 0, 0x5423, room(4)),
        namespace_of_a_process=(16, os.pidfd_open(os.getpid()), 0xFF09, 0),
    )
    return values * by
