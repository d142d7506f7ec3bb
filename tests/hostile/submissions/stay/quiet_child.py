"""100: leaves honestly, but for a child that it forgot

Defence: who-leaves-is-looked-after
"""

import os
import signal

from honest import *


def scale(values, by):
    if os.fork() == 0:
        os.chdir("/")
        os.closerange(0, 64)
        while True:
            signal.pause()
    return values * by
