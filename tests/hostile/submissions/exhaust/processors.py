"""100: goes to every processor that there is, to disturb who works there

Defence: one-processor
"""

import os

from honest import *


def scale(values, by):
    there = os.sched_getaffinity(0)
    for number in range(os.sysconf("SC_NPROCESSORS_CONF")):
        try:
            os.sched_setaffinity(0, {number})
        except OSError:
            continue
        there |= os.sched_getaffinity(0)
    if os.sysconf("SC_NPROCESSORS_CONF") > 1 and len(there) > 1:
        print("BREACH processors", there)
    return values * by
