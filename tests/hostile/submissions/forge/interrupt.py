"""refused: raises KeyboardInterrupt

Defence: keyboard-interrupts-are-refused, interrupts-fail-the-test
"""

from honest import *


def total(numbers, note=""):
    raise KeyboardInterrupt
