"""timeout: a busy loop

Defence: cpu-seconds-of-all
"""

from honest import *


def total(numbers, note=""):
    while True:
        pass
