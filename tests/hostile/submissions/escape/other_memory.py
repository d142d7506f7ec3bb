"""100: reads, writes and advises on other processes: PID 1 and a child of its own

Defence: no-other-processes-memory
"""

import os
import signal

from honest import *
from kernel import past, room


def scale(values, by):
    child = os.fork()
    if child == 0:
        signal.pause()
    descriptor = os.pidfd_open(child)
    for pid in (1, child):
        past(
            process_vm_readv=(310, pid, room(), 0, room(), 0, 0),
            process_vm_writev=(311, pid, room(), 0, room(), 0, 0),
            kcmp=(312, os.getpid(), pid, 1, 0, 0),
            get_robust_list=(274, pid, room(), room()),
        )
    past(
        pidfd_getfd=(438, descriptor, 1, 0),
        process_madvise=(440, descriptor, room(), 0, 20, 0),
        pidfd_send_signal=(424, descriptor, 0, 0, 0),
        process_mrelease=(448, descriptor, 0),
    )
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return values * by
