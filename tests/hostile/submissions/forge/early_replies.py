"""protocol: replies to requests that are still to come

Defence: request-numbers-step-at-random
"""

from wire import *

from honest import *


def total(numbers, note=""):
    for ahead in range(1, 20):
        say(REPLY, number() + ahead, (sum(numbers), ()))
    return sum(numbers)
