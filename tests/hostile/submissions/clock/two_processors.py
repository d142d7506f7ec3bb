"""75 failed: does five times the work, on as many processors as there are

Defence: one-processor
"""

import os

import honest
from honest import *


def wave(values):
    if len(values) < 100:
        return honest.wave(values)
    reader, writer = os.pipe()
    if os.fork() == 0:
        for _ in range(2):
            honest.wave(values)
        os.write(writer, b".")
        os._exit(0)
    for _ in range(3):
        result = honest.wave(values)
    os.read(reader, 1)
    os.close(reader)
    os.close(writer)
    os.wait()
    return result
