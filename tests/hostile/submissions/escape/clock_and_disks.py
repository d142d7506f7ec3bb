"""100: reads how the machine's clock is steered, and has all of its disks written out

Defence: no-clock-and-no-disks
"""

from honest import *
from kernel import past, room


def scale(values, by):
    past(adjtimex=(159, room()), clock_adjtime=(305, 0, room()), syncfs=(306, 0), sync_file_range=(277, 0, 0, 0, 0))
    return values * by
