"""protocol: a number that poses as a view of a dict

Defence: views-are-views
"""

from wire import *

from honest import *



def total(numbers, note=""):
    say(REPLY, number(), (Ref("view", sum(numbers)), ()))
    return sum(numbers)
