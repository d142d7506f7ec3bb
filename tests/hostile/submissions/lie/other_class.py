"""90 refused: another class of its own where the test expects one of the interface

Defence: classes-by-place
Target: values
"""

from honest import *


class Other:
    pass


def shape(kind):
    return Other
