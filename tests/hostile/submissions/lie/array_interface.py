"""100: an object that tells numpy where in the judge's memory its items are

Defence: private-names-stay-here
Target: values
"""

from honest import Vector as Honest
from honest import *


class Vector(Honest):
    @property
    def __array_interface__(self):
        print("BREACH numpy asked")
        return {"shape": (3,), "typestr": "<i8", "data": (8, False), "version": 3}

    __array_struct__ = __array__ = __buffer__ = property(lambda self: print("BREACH numpy asked"))
