"""90 refused: a plain value where rings are put in order

Defence: plain-operands-are-refused
Target: wide
"""

from honest import *



first = []


class Ring(Ring):
    def __lt__(self, other):
        print("BREACH it was asked about", other)
        return True

    def turned(self):
        if first:
            return 5
        first.append(1)
        return Ring(self._items[1:] + self._items[:1])
