"""100: leaves honestly, but for a file outside of its folder

Defence: what-is-written-is-counted
"""

from honest import *


def scale(values, by):
    open("/tmp/left", "w").close()
    return values * by
