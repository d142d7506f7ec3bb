"""100: gives its connection to a child that outlives it"""

import os
import time

from honest import *


def total(numbers, note=""):
    if os.fork() == 0:
        os.setsid()
        time.sleep(3600)
    return sum(numbers)
