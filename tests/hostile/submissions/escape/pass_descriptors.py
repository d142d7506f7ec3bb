"""crashed: passes its own end of the connection to the judge and exits, so that the judge waits for itself

Defence: no-descriptor-crosses
"""

import os
import socket

from honest import *


def total(numbers, note=""):
    wall = socket.socket(fileno=3)
    socket.send_fds(wall, [b"\0"], [3] * 100)
    os._exit(0)
