"""timeout: stops itself

Defence: killed-where-it-stays
"""

import os
import signal

from honest import *


def total(numbers, note=""):
    os.kill(os.getpid(), signal.SIGSTOP)
