"""crashed: becomes /bin/true

Defence: a-guest-that-is-gone-has-crashed
"""

import os

from honest import *


def total(numbers, note=""):
    os.execv("/bin/true", ["pytest", "5 passed"])
