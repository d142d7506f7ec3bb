"""75 failed: puts its work off to threads that run while the reference is timed, and floods the caches there

Defence: stopped-while-others-are-timed
"""

import threading

import numpy

import honest
from honest import *

idle = threading.Event()


def flood():
    memory = numpy.zeros(1 << 20)
    while True:
        idle.wait()
        memory += 1.0


def wave(values):
    idle.clear()
    if len(values) > 100 and threading.active_count() < 8:
        for _ in range(8):
            threading.Thread(target=flood, daemon=True).start()
    result = [honest.wave(values) for _ in range(5)][0]
    idle.set()
    return result
