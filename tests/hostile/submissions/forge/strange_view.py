"""protocol: a number that poses as a view of a dict

Defence: views-are-views
"""

import time

from wire import *

from honest import *


def scale(values, by):
    say(REPLY, number(), (Ref("view", values * by), ()))
    time.sleep(30)
