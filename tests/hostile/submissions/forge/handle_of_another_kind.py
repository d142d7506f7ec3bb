"""90 protocol: one number for a generator and for an iterator

Defence: a-handle-keeps-its-kind
Target: wide
"""

from sandbox.wall.guest.handles import Handles

from honest import *

give = Handles._give


def one_number(self, obj):
    if not hasattr(obj, "__next__"):
        return give(self, obj)
    self._objects[1_000] = obj
    return 1_000


Handles._give = one_number
