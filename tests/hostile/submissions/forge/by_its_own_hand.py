"""crashed: kills itself as a machine that is short of memory would, for another chance

Defence: a-guest-that-is-gone-has-crashed
"""

import os
import signal

from honest import *


def total(numbers, note=""):
    os.kill(os.getpid(), signal.SIGKILL)
