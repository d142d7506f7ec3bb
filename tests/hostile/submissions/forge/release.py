"""protocol: frees handles that are not its own

Defence: handles-are-released-by-the-judge-alone
"""

from wire import *

from honest import *


def total(numbers, note=""):
    say(RELEASE, 0, ((1, 1),))
    return sum(numbers)
