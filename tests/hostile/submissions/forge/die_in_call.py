"""crashed: os._exit(0) in a call, with a word of success

Defence: a-guest-that-is-gone-has-crashed
"""

import os

from honest import *


def total(numbers, note=""):
    print("5 passed in 0.01s", flush=True)
    os._exit(0)
