"""protocol: an exception whose arguments are a number

Defence: exceptions-have-arguments
"""

from wire import *

from honest import *



def total(numbers, note=""):
    described = ((("std", "builtins", "ValueError"),), 5, {}, "", "", None, 0)
    say(RAISE, number(), (Ref("error", described), ()))
    return sum(numbers)
