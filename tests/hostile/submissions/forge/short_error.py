"""protocol: an exception described in two words

Defence: exceptions-are-described-in-full
"""

import time

from wire import *

from honest import *


def scale(values, by):
    say(RAISE, number(), (Ref("error", ("ValueError", "x")), ()))
    time.sleep(30)
