"""failed: an error whose text cannot be made

Defence: what-cannot-be-printed
"""

from honest import *


def total(numbers, note=""):
    raise ValueError(7**20_000)
