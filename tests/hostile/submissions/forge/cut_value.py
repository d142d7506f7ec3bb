"""protocol: a value that ends too early

Defence: what-can-not-be-read-ends-the-guest
"""

from wire import *

from honest import *


def total(numbers, note=""):
    raw(REPLY, number(), whole((['a' * 100] * 9, ()))[:-50])
    return sum(numbers)
