"""100: leaves a listener on an abstract socket"""

import os
import socket
import time

from honest import *


def total(numbers, note=""):
    if os.fork() == 0:
        os.setsid()
        listener = socket.socket(socket.AF_UNIX)
        try:
            listener.bind("\0left")
            listener.listen()
        except OSError:
            pass
        time.sleep(3600)
    return sum(numbers)
