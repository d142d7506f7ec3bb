"""90 failed: an object that watches who looks into it when a comparison has failed

Defence: handles-are-not-explained
Target: values
"""

from honest import Vector as Honest
from honest import *


class Vector(Honest):
    def twin(self):
        Vector.__iter__ = watching
        return Vector(9)

    def __eq__(self, other):
        return False

    __hash__ = Honest.__hash__


def watching(self):
    print("BREACH iterated")
    return iter(())
