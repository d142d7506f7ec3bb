"""protocol: an answer that raises a number

Defence: what-is-raised-is-an-exception
"""

import time

from wire import *

from honest import *


def scale(values, by):
    say(RAISE, number(), (5, ()))
    time.sleep(30)
