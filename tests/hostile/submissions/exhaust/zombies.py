"""timeout: orphans that die at once, without end, for its parent to bury

Defence: deadline-per-test
"""

import os

from honest import *


def total(numbers, note=""):
    while True:
        try:
            if os.fork() == 0:
                if os.fork() == 0:
                    os._exit(0)
                os._exit(0)
            os.wait()
        except OSError:
            continue
