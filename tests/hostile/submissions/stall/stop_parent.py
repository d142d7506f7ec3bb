"""100: tries to stop, to slow and to kill its parent

Defence: guests-are-not-root
"""

import os
import signal

from honest import *


def total(numbers, note=""):
    for number in (signal.SIGSTOP, signal.SIGTERM, signal.SIGCHLD, signal.SIGKILL, signal.SIGHUP):
        for kill in (os.kill, lambda pid, number: signal.pidfd_send_signal(os.pidfd_open(pid), number)):
            try:
                kill(1, number)
                print("BREACH", number)
            except OSError:
                continue
    for change in (lambda: os.setpriority(os.PRIO_PROCESS, 1, 19), lambda: os.sched_setaffinity(1, {0})):
        try:
            change()
            print("BREACH", change)
        except OSError:
            continue
    return sum(numbers)
