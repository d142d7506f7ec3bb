"""protocol: an exception whose class is a number

Defence: classes-are-named
"""

import time

from wire import *

from honest import *


def scale(values, by):
    described = ((("own", "solution", 5),), (), {}, "", "", None, 0)
    say(RAISE, number(), (Ref("error", described), ()))
    time.sleep(30)
