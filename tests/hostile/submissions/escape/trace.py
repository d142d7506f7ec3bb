"""100: traces PID 1 and itself

Defence: no-tracing
"""

from honest import *
from kernel import past


def scale(values, by):
    past(attach=(101, 16, 1, 0, 0), seize=(101, 0x4206, 1, 0, 0), trace_me=(101, 0, 0, 0, 0))
    return values * by
