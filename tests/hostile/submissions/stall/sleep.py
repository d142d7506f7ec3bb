"""timeout: sleeps

Defence: clock-while-nothing-comes
"""

import time

from honest import *


def total(numbers, note=""):
    time.sleep(3600)
