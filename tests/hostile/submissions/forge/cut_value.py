"""protocol: a value that ends too early

Defence: what-can-not-be-read-ends-the-guest
"""

import time

from wire import *

from honest import *


def scale(values, by):
    raw(REPLY, number(), whole((["a" * 100] * 9, ()))[:-50])
    time.sleep(30)
