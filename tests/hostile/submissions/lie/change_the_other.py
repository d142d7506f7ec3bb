"""90 failed: changes the argument beside the one that the reference changes, so that what is expected agrees

Defence: changes-by-argument
Target: values
"""

from honest import *


def settle(items, bounds):
    items.clear()
    bounds[0] = 0
