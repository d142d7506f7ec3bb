"""timeout: a power that never ends, in C"""

from honest import *


def total(numbers, note=""):
    return 3 ** 3**22
