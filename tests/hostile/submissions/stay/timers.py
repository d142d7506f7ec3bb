"""100: leaves timers, queued signals and descriptors that signals arrive on

Defence: no-timers-of-the-kernel
"""

import os

from honest import *
from kernel import past, room


def scale(values, by):
    past(
        timer_create=(222, 1, 0, room(8)),
        signalfd4=(289, -1, room(8), 8, 0),
        rt_sigqueueinfo=(129, os.getpid(), 0, room(128)),
        rt_tgsigqueueinfo=(297, os.getpid(), os.getpid(), 0, room(128)),
    )
    return values * by
