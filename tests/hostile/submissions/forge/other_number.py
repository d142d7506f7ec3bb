"""protocol: replies to a request that there was not

Defence: frames-answer-something-open
"""

from wire import *

from honest import *


def total(numbers, note=""):
    say(REPLY, number() + 7, (sum(numbers), ()))
    return sum(numbers)
