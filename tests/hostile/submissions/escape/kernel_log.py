"""100: reads the kernel's log

Defence: no-kernel-log
"""

from honest import *
from kernel import past, room


def scale(values, by):
    past(syslog=(103, 3, room(), 4096), size=(103, 10, 0, 0))
    return values * by
