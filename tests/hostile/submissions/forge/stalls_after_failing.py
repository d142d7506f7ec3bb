"""failed: once it has failed, it never ends again, so that the counterexample is lost

Defence: a-counterexample-outlives-the-clock
"""

import time

from honest import *



failed = []


def total(numbers, note=""):
    if failed:
        time.sleep(60)
    failed.append(numbers)
    return -1
