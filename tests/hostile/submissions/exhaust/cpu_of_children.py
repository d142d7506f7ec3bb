"""timeout: has children take more CPU than it may, none of them much, and answers well

Defence: cpu-seconds-of-all
"""

import os
import time

from honest import *


def scale(values, by):
    for _ in range(3):
        if os.fork() == 0:
            while time.process_time() < 0.5:
                pass
            os._exit(0)
        os.wait()
    return values * by
