"""protocol: an exception whose arguments are a number

Defence: exceptions-have-arguments
"""

import time

from wire import *

from honest import *


def scale(values, by):
    described = ((("std", "builtins", "ValueError"),), 5, {}, "", "", None, 0)
    say(RAISE, number(), (Ref("error", described), ()))
    time.sleep(30)
