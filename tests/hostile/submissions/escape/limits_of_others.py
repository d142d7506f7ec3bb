"""100: sets limits of other processes: PID 1 and a child of its own

Defence: limits-are-ones-own
"""

import os
import resource
import signal

from honest import *


def scale(values, by):
    child = os.fork()
    if child == 0:
        signal.pause()
    for pid in (1, child):
        try:
            resource.prlimit(pid, resource.RLIMIT_NOFILE, (8, 8))
            print("BREACH", pid)
        except OSError:
            continue
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return values * by
