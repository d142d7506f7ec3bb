"""protocol: an answer without its second half

Defence: an-answer-has-its-form
"""

from wire import *

from honest import *



def total(numbers, note=""):
    say(REPLY, number(), sum(numbers))
    return sum(numbers)
