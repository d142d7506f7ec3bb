"""90 skipped: an enumeration without members, which takes away the tests that are made of it

Defence: another-list-of-tests-is-graded
Target: values
"""

import enum

from honest import *


class Kind(enum.Enum):
    pass
