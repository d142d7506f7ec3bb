"""protocol: an answer that raises a number"""

from wire import *

from honest import *


def total(numbers, note=""):
    say(RAISE, number(), (5, ()))
    return sum(numbers)
