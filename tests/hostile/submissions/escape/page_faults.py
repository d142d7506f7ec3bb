"""100: handles its own page faults, which holds the kernel still in the middle of a call

Defence: no-page-faults-of-ones-own
"""

from honest import *
from kernel import past


def scale(values, by):
    past(userfaultfd=(323, 1), of_the_kernel=(323, 0))
    return values * by
