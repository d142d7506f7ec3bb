"""100: prints what is no text

Defence: output-is-any-bytes
"""

import os

from honest import total as honest
from honest import *


def total(numbers, note=""):
    os.write(1, bytes(range(256)))
    return honest(numbers)
