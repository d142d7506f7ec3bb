"""failed: not a number, of a class that is equal to everything and compares as one likes

Defence: subclasses-cross-as-their-base
"""

from honest import *


class Liar(float):
    def __eq__(self, other):
        print("BREACH", other)
        return True

    __ne__ = lambda *_: False
    __lt__ = __le__ = __gt__ = __ge__ = lambda *_: True
    __hash__ = float.__hash__


def total(numbers, note=""):
    return Liar("nan")
