"""90 failed: a plain value where a ring is compared, whose equality would be asked of it

Defence: plain-values-are-not-compared-over-there
Target: wide
"""

from honest import *



class Ring(Ring):
    def __eq__(self, other):
        if not isinstance(other, Ring):
            print("BREACH it was asked about", other)
        return True

    def turned(self):
        return 5

    __hash__ = None
