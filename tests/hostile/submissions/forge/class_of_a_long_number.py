"""protocol: an exception whose class is from a module that is a number, too long to be written down

Defence: modules-of-classes-are-names
"""

import time

from wire import *

from honest import *


def scale(values, by):
    described = ((("std", 10**5_000, "ValueError"),), (), {}, "", "", None, 0)
    say(RAISE, number(), (Ref("error", described), ()))
    time.sleep(30)
