"""100: opens descriptors until it cannot"""

import os

kept = []

from honest import *


def total(numbers, note=""):
    try:
        while True:
            kept.append(os.pipe())
    except OSError:
        return sum(numbers)
