"""100: changes priority and processor, which it could do to whoever has its effective user id, also who cleans up

Defence: no-priorities
"""

import os

from honest import *
from kernel import past, room


def scale(values, by):
    past(
        setpriority=(141, 0, 0, 0),
        sched_setaffinity=(203, 0, 8, (1 << 63) - 1),
        sched_setscheduler=(144, 0, 3, room(4)),
        sched_setattr=(314, 0, room(48), 0),
        ioprio_set=(251, 1, 0, 0x4000),
    )
    for change in (lambda: os.setpriority(os.PRIO_PROCESS, 1, 19), lambda: os.sched_setaffinity(1, {0, 1})):
        try:
            change()
            print("BREACH PID 1")
        except OSError:
            continue
    return values * by
