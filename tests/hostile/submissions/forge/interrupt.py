"""refused: raises KeyboardInterrupt"""

from honest import *


def total(numbers, note=""):
    raise KeyboardInterrupt
