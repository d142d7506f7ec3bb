"""protocol: an answer without its second half

Defence: an-answer-has-its-form
"""

import time

from wire import *

from honest import *


def scale(values, by):
    say(REPLY, number(), values * by)
    time.sleep(30)
