"""crashed: leaves from a signal handler in the middle of a call, status 0

Defence: a-guest-that-is-gone-has-crashed
"""

import os
import signal
import time

from honest import *


def total(numbers, note=""):
    signal.signal(signal.SIGALRM, lambda *_: os._exit(0))
    signal.setitimer(signal.ITIMER_REAL, 0.02)
    time.sleep(30)
