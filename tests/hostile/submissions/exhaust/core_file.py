"""100: makes itself dumpable and dumps its memory to a file

Defence: no-core-dumps
"""

import ctypes
import os
from pathlib import Path

from honest import *


def scale(values, by):
    piped = Path("/proc/sys/kernel/core_pattern").read_text().startswith("|")  # to a program of the host's
    if os.fork() == 0:
        ctypes.CDLL(None).prctl(4, 1)
        os.abort()
    _, status = os.wait()
    if os.WCOREDUMP(status) and not piped:
        print("BREACH", os.listdir())
    return values * by
