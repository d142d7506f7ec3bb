"""100: queues signals until it cannot

Defence: box-memory
"""

import ctypes
import os
import signal

from honest import *


def scale(values, by):
    signal.pthread_sigmask(signal.SIG_BLOCK, [50])
    sigqueue = ctypes.CDLL(None).sigqueue
    for _ in range(50_000):
        if sigqueue(os.getpid(), 50, None):
            break
    return values * by
