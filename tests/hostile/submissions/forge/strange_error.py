"""failed: describes an exception by classes that are none

Defence: exceptions-are-looked-up-in-our-tables
"""

import time

from wire import *

from honest import *


def scale(values, by):
    tokens = (("own", "_pytest.outcomes", "Skipped"), ("std", "builtins", "Exception"))
    held = {"args": 5, "add_note": 6, "with_traceback": 7}
    say(RAISE, number(), (Ref("error", (tokens, ("not today",), held, "text", "trace", None, 0)), ()))
    time.sleep(30)
