"""90 failed: a generator that swallows the assertion thrown into it

Defence: a-generator-swallows-no-assertion
Target: wide
"""

from honest import *



def session():
    try:
        yield -1
    except BaseException:
        return
