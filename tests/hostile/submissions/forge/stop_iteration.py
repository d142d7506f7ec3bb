"""90 failed: says that all has ended, so that the test looks at nothing

Defence: an-end-answers-a-step
Target: wide
"""

from honest import *



def even(n):
    if n % 2 == 0:
        raise StopIteration
    return False
