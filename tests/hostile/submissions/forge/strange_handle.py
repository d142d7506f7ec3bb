"""refused: a handle where the reference gives a value

Defence: handles-come-in-where-the-reference-gave-them
"""

import time

from wire import *

from honest import *


def scale(values, by):
    say(REPLY, number(), (Ref("handle", (1, "instance", "solution", ("Tally",))), ()))
    time.sleep(30)
