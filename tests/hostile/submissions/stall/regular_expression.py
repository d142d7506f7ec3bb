"""timeout: a regular expression that never ends, in C

Defence: cpu-seconds-of-a-process
"""

import re

from honest import *


def total(numbers, note=""):
    return re.match('(a|a)+$', 'a' * 60 + 'b')
