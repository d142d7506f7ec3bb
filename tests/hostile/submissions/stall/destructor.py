"""timeout: hangs in a destructor

Defence: deadline-per-test
"""

import time

from honest import *


def total(numbers, note=""):
    class Late:
        def __del__(self):
            time.sleep(3600)

    late = Late()
    del late
