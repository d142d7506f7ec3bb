"""failed: ships what pytest and Python read at start-up, and modules called like libraries

Defence: only-what-passed-earns
"""

from honest import *


def total(numbers, note=""):
    return -1
