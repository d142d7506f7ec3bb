"""protocol: an answer that changes arguments that were not lent

Defence: nothing-else-is-changed
"""

from wire import *

from honest import *


def total(numbers, note=""):
    say(REPLY, number(), (sum(numbers), ([], [], [])))
    return sum(numbers)
