"""90 failed: a manager of contextlib that swallows the failed assertion

Defence: an-exit-swallows-no-assertion
Target: wide
"""

from honest import *



@contextmanager
def guarded():
    try:
        yield -1
    except BaseException:
        return
