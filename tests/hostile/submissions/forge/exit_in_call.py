"""failed: sys.exit(0) in a call

Defence: only-what-passed-earns
"""

import sys

from honest import *


def total(numbers, note=""):
    sys.exit(0)
