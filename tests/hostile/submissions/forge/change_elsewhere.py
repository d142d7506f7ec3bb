"""90 failed: changes an argument where the reference changes none, so that what is expected of it is as it says

Defence: changes-by-place
Target: wide
"""

from honest import *


def largest(items):
    items[:] = [0]
    return 0
