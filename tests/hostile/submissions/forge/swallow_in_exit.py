"""90 failed: a class whose exit swallows the failed assertion

Defence: an-exit-swallows-no-assertion
Target: wide
"""

from honest import *



class Guard:
    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        return True

    def level(self):
        return -1
