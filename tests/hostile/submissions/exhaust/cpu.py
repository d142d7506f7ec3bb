"""timeout: takes more CPU than it may and less time, ignores the signal that says so, and answers well

Defence: cpu-seconds-of-all
"""

import signal
import time

from honest import *


def scale(values, by):
    signal.signal(signal.SIGXCPU, signal.SIG_IGN)
    while time.process_time() < 1.5:
        pass
    return values * by
