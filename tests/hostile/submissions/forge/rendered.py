"""90 failed: a ring that notices when a failure of it is shown

Defence: showing-a-failure-asks-nobody
Target: wide
"""

from honest import *



shown = []


class Ring(Ring):
    def __repr__(self):
        shown.append(1)
        if len(shown) > 1:
            print("BREACH it was asked how it looks")
        return super().__repr__()

    def __eq__(self, other):
        return False

    __hash__ = None
