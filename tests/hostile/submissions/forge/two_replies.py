"""protocol: replies twice

Defence: frames-answer-something-open
"""

from wire import *

from honest import *


def total(numbers, note=""):
    say(REPLY, number(), (sum(numbers), ()))
    return sum(numbers)
