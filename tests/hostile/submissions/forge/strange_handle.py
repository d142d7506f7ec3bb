"""refused: a handle where the reference gives a value

Defence: handles-come-in-where-the-reference-gave-them
"""

from wire import *

from honest import *


def total(numbers, note=""):
    say(REPLY, number(), (Ref('handle', (1, 'instance', 'solution', ('Tally',))), ()))
    return sum(numbers)
