"""100: message queues, which are charged to a user and outlive whoever made them

Defence: queues-of-no-bytes
"""

import ctypes
import os

from honest import *


def scale(values, by):
    queue = ctypes.CDLL(None).mq_open(b"/left", os.O_CREAT | os.O_RDWR, 0o666, None)
    if queue >= 0:
        print("BREACH")
    return values * by
