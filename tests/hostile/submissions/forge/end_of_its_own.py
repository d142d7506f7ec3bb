"""90 failed: ends the loop that looks at its answers by a class of its own over StopIteration

Defence: an-end-answers-a-step
Target: values
"""

from honest import *


class End(LookupError, StopIteration):
    pass


def small(number):
    raise End
