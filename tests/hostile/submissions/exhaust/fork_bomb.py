"""100: forks until it cannot

Defence: processes-of-a-guest, processes-of-a-box
"""

import os
import time

from honest import *

MOST_OF_A_GUEST = 16
MOST_OF_A_BOX = 16 + 16


def scale(values, by):
    started = 1
    try:
        while started <= MOST_OF_A_BOX:
            if os.fork() == 0:
                time.sleep(3600)
            started += 1
    except OSError:
        pass
    for most in (MOST_OF_A_GUEST, MOST_OF_A_BOX):
        if started > most:
            print("BREACH more than", most, "processes")
    return values * by
