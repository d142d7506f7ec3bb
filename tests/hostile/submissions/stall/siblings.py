"""100: leaves processes that are their grandparent's children from the start, and send no signal when they end

Defence: killed-where-it-stays
"""

import ctypes
import signal

from honest import *

CLONE, CLONE_PARENT = 56, 0x8000


def scale(values, by):
    libc = ctypes.CDLL(None)
    for flags in (CLONE_PARENT | signal.SIGCHLD, CLONE_PARENT, 0, signal.SIGUSR1):
        if libc.syscall(CLONE, flags, 0, 0, 0, 0) == 0:
            libc.syscall(CLONE, CLONE_PARENT, 0, 0, 0, 0)
            while True:
                libc.sleep(3600)
    return values * by
