"""100: leaves a listener on an abstract socket, held by a process of a group and session of its own

Defence: everybody-is-killed
"""

import os
import socket
import time

from honest import *


def scale(values, by):
    if os.fork() == 0:
        os.setsid()
        listener = socket.socket(socket.AF_UNIX)
        listener.bind("\0left")
        listener.listen()
        time.sleep(3600)
    return values * by
