"""80 skipped: gives cases of its own, which it passes

Defence: another-list-of-tests-is-graded
Target: wide
"""

from honest import *



def cases():
    return list(range(100, 160))
