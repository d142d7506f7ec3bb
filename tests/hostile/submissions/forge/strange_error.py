"""failed: describes an exception by classes that are none"""

import time

from wire import *

from honest import *


def total(numbers, note=""):
    say(RAISE, number(), (Ref('error', ((('own', 'pytest', 'Skipped'), ('std', 'builtins', 'Exception')), ('x',), {'args': 5, 'add_note': 6, 'with_traceback': 7}, 'text', 'trace', None, 0)), ()))
    time.sleep(30)
