"""75 failed: patches every clock it can reach, asks for more threads and a higher rank, and takes five times as long

Defence: a-lost-race-fails
"""

import os
import time

import honest
from honest import *

os.environ["OPENBLAS_NUM_THREADS"] = os.environ["OMP_NUM_THREADS"] = "64"
for name in ("time", "perf_counter", "monotonic", "process_time", "thread_time"):
    setattr(time, name, lambda: 0.0)
    setattr(time, f"{name}_ns", lambda: 0)
for change in (lambda: os.nice(-5), lambda: os.sched_setaffinity(0, range(64))):
    try:
        change()
    except OSError:
        pass


def wave(values):
    return [honest.wave(values) for _ in range(5)][0]
