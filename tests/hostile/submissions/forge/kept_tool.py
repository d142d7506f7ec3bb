"""80 failed: calls a tool that an earlier test lent, in a test that did not

Defence: an-assertion-in-a-lent-function-is-raised-again
Target: file
"""

from honest import *



def use(n):
    try:
        kept[-1](99)
    except AssertionError:
        pass
    return 20
