"""timeout: has the test's event loop wait, and then says nothing more

Defence: clock-in-an-event-loop
"""

import time

from wire import *

from honest import *

START = 4


def consult(model, question):
    say(START, number() + 1, ("call", 0, (question,), {}))
    time.sleep(3600)
