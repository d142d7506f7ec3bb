"""failed or protocol: describes an exception by the name of the class that makes pytest leave a test out

Defence: standard-exceptions-by-list
"""

import time

from wire import *

from honest import *


def scale(values, by):
    tokens = (("std", "_pytest.outcomes", "Skipped"), ("std", "builtins", "Exception"))
    say(RAISE, number(), (Ref("error", (tokens, ("not today",), {}, "text", "trace", None, 0)), ()))
    time.sleep(30)
