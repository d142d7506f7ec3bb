"""crashed: forks, and lets the parent exit with success

Defence: a-guest-that-is-gone-has-crashed
"""

import os
import time

from honest import *


def total(numbers, note=""):
    if os.fork():
        os._exit(0)
    time.sleep(0.3)
    return sum(numbers)
