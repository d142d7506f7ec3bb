"""100: leaves threads running, and a process that consists of nothing but them

Defence: killed-where-it-stays
"""

import ctypes
import os
import threading
import time

from honest import *


def scale(values, by):
    for _ in range(4):
        threading.Thread(target=time.sleep, args=(3600,)).start()
    if os.fork() == 0:
        threading.Thread(target=time.sleep, args=(3600,)).start()
        ctypes.CDLL(None).syscall(60, 0)  # exit of this one thread
    return values * by
