"""90 failed: an object that watches who prints it

Defence: handles-print-in-our-words
Target: values
"""

from honest import Vector as Honest
from honest import *


class Vector(Honest):
    def twin(self):
        Vector.__repr__ = watching
        return Vector(9)

    def __repr__(self):
        return Honest.__repr__(self)


def watching(self):
    print("BREACH printed")
    return "[2, 4, 6]"
