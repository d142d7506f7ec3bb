"""100: opens descriptors until it cannot, then raises what it may open and goes on

Defence: open-files-of-a-guest, open-files-of-a-box
"""

import os
import resource

from honest import *

MOST_OF_A_GUEST = 64
MOST_OF_A_BOX = 64 + 256


def scale(values, by):
    kept = []
    try:
        while len(kept) < 4 * MOST_OF_A_BOX:
            kept.append(os.dup(1))
    except OSError:
        pass
    for most in (MOST_OF_A_GUEST, MOST_OF_A_BOX):
        if len(kept) > most:
            print("BREACH more than", most, "files are open")
    for one in kept:
        os.close(one)
    return values * by
