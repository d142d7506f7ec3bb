"""protocol: a value that begins with no tag there is

Defence: what-can-not-be-read-ends-the-guest
"""

from wire import *

from honest import *


def total(numbers, note=""):
    raw(REPLY, number(), b'\xfe\xff\xfd')
    return sum(numbers)
