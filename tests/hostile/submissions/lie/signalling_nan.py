"""failed: a number that raises an error as soon as it is compared

Defence: only-what-passed-earns
"""

from decimal import Decimal

from honest import *


def total(numbers, note=""):
    return Decimal("sNaN")
