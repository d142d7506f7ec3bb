"""100: counts events of the processor, finer than any clock

Defence: no-counters-of-the-processor
"""

from honest import *
from kernel import past, room


def scale(values, by):
    attributes = room(128)
    attributes[0:4] = (1).to_bytes(4, "little")
    attributes[4:8] = (128).to_bytes(4, "little")
    attributes[40:48] = (0x60).to_bytes(8, "little")
    past(perf_event_open=(298, attributes, 0, -1, -1, 0))
    return values * by
