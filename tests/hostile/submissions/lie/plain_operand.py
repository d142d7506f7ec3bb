"""90 failed: a number instead of an object, and objects that are equal to it

Defence: plain-operands
Target: values
"""

from honest import Vector as Honest
from honest import *


class Vector(Honest):
    def twin(self):
        return 5

    def __eq__(self, other):
        return True

    def __add__(self, other):
        return Vector(2, 4, 6)

    def __hash__(self):
        return hash(5)
