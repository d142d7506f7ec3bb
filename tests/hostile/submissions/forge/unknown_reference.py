"""protocol: a reference of a kind that there is not

Defence: references-are-of-known-kinds
"""

import time

from wire import *

from honest import *


def scale(values, by):
    say(REPLY, number(), (Ref("object", values * by), ()))
    time.sleep(30)
