"""protocol: an answer that raises a number

Defence: what-is-raised-is-an-exception
"""

from wire import *

from honest import *


def total(numbers, note=""):
    say(RAISE, number(), (5, ()))
    return sum(numbers)
