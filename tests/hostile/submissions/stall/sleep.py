"""timeout: sleeps"""

import time

from honest import *


def total(numbers, note=""):
    time.sleep(3600)
