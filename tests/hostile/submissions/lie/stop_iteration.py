"""90 failed: ends the loop that would have found it wrong

Defence: stops-end-nothing
Target: values
"""

from honest import *


def small(number):
    raise StopIteration
