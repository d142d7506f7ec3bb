"""refused: a handle where the reference gives a value"""

from wire import *

from honest import *


def total(numbers, note=""):
    say(REPLY, number(), (Ref('handle', (1, 'instance', 'solution', ('Tally',))), ()))
    return sum(numbers)
