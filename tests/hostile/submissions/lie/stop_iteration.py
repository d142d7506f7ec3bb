"""90 failed: ends the loop that would have found it wrong

Defence: an-end-answers-a-step
Target: values
"""

from honest import *


def small(number):
    raise StopIteration
