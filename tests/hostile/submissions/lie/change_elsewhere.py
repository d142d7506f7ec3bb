"""90 failed: changes its argument, of which the test then computes what it expects

Defence: changes-by-place
Target: values
"""

from honest import *


def scale(values, by):
    values[:] = 0
    return values
