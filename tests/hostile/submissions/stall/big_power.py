"""timeout: a power that never ends, in C

Defence: cpu-seconds-of-a-process
"""

from honest import *


def total(numbers, note=""):
    return 3 ** 3**22
