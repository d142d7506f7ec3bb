"""100: gives its connection to a child that outlives it, and to the judge

Defence: everybody-is-killed
"""

import os
import socket
import time

from honest import *


def scale(values, by):
    wall = socket.socket(fileno=os.dup(3))
    if os.fork() == 0:
        os.setsid()
        time.sleep(3600)
    wall.close()
    return values * by
