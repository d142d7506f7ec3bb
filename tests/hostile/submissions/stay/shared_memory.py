"""100: leaves POSIX shared memory and a semaphore

Defence: no-shared-memory
"""

import ctypes
import os
from multiprocessing import shared_memory

from honest import *


def scale(values, by):
    libc = ctypes.CDLL(None, use_errno=True)
    try:
        print("BREACH", shared_memory.SharedMemory("left", create=True, size=4096))
    except OSError:
        pass
    if libc.sem_open(b"/left", os.O_CREAT, 0o666, 1):
        print("BREACH semaphore")
    try:
        open("/dev/shm/left", "x").close()
        print("BREACH file")
    except OSError:
        pass
    return values * by
