"""100: pins memory

Defence: no-pinned-memory
"""

from honest import *
from kernel import past, room


def scale(values, by):
    past(mlock=(149, room(), 1), mlock2=(325, room(), 1, 1), mlockall=(151, 4), munlockall=(152,))
    return values * by
