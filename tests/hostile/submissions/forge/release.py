"""protocol: frees handles that are not its own"""

from wire import *

from honest import *


def total(numbers, note=""):
    say(RELEASE, 0, ((1, 1),))
    return sum(numbers)
