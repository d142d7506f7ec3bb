"""protocol: a reference of a kind that there is not

Defence: references-are-of-known-kinds
"""

from wire import *

from honest import *


def total(numbers, note=""):
    say(REPLY, number(), (Ref('object', 5), ()))
    return sum(numbers)
