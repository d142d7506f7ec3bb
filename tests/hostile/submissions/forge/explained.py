"""90 failed: a ring that notices when a failed comparison of it is explained

Defence: explaining-a-failure-asks-nobody
Target: wide
"""

from honest import *



asked = []


class Ring(Ring):
    def __iter__(self):
        asked.append(1)
        if len(asked) > 1:
            print("BREACH it was asked what it holds")
        return iter(self._items)

    def __eq__(self, other):
        return False

    __hash__ = None
