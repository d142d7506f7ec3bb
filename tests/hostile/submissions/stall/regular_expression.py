"""timeout: a regular expression that never ends, in C"""

import re

from honest import *


def total(numbers, note=""):
    return re.match('(a|a)+$', 'a' * 60 + 'b')
