"""protocol: an exception whose class is a number

Defence: classes-are-named
"""

from wire import *

from honest import *



def total(numbers, note=""):
    described = ((("own", "solution", 5),), (), {}, "", "", None, 0)
    say(RAISE, number(), (Ref("error", described), ()))
    return sum(numbers)
