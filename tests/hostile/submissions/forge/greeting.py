"""protocol: greets a second time

Defence: frames-answer-something-open
"""

from wire import *

from honest import *


def total(numbers, note=""):
    say(READY, 0, None)
    return sum(numbers)
