"""90 refused: an object of neither class that the reference gives there

Defence: a-stranger-stands-in-for-one-class-at-most
Target: wide
"""

from honest import *



class Other:
    def __len__(self):
        return 1

    def ring(self):
        return None


def either(n):
    return Other()
