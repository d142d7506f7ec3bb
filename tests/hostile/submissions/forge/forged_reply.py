"""crashed: writes a reply of its own for the request that it is asked, and leaves

Defence: a-guest-that-is-gone-has-crashed
"""

import os

from wire import *

from honest import *


def total(numbers, note=""):
    say(REPLY, number(), (-1, ()))
    os._exit(0)
