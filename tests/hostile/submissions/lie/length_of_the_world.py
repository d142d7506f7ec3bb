"""90 failed: an object that is as long as it should be, and longer than memory when a list is made of it

Defence: only-what-passed-earns
Target: values
"""

from honest import Vector as Honest
from honest import *


class Vector(Honest):
    asked = 0

    def __len__(self):
        Vector.asked += 1
        return super().__len__() if Vector.asked == 1 else 1 << 60
