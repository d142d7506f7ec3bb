"""protocol: an answer that changes arguments that were not lent

Defence: nothing-else-is-changed
"""

import time

from wire import *

from honest import *


def scale(values, by):
    say(REPLY, number(), (values * by, ([], [], [])))
    time.sleep(30)
