"""failed: sys.exit(0) in a call"""

import sys

from honest import *


def total(numbers, note=""):
    sys.exit(0)
