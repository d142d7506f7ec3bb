"""protocol: an exception described in two words

Defence: exceptions-are-described-in-full
"""

from wire import *

from honest import *



def total(numbers, note=""):
    say(RAISE, number(), (Ref("error", ("ValueError", "x")), ()))
    return sum(numbers)
