"""refused: raises a class of its own over KeyboardInterrupt

Defence: keyboard-interrupts-are-refused, interrupts-fail-the-test
"""

from honest import *


class Quiet(KeyboardInterrupt):
    pass


def total(numbers, note=""):
    raise Quiet
