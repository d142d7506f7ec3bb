"""90 refused: one number for a ring and for a knot

Defence: a-handle-keeps-its-class
Target: wide
"""

import time

from wire import *

from honest import *



def either(n):
    if n:
        return Ring([n])
    say(REPLY, number(), (Ref("handle", (1, "instance", "solution", ("Knot",))), ()))  # the first ring has this number
    time.sleep(30)
