"""protocol: an exception whose class is from two places at once: an array, which no word can be compared with

Defence: classes-come-from-somewhere
"""

import time

import numpy as np

from wire import *

from honest import *


def scale(values, by):
    described = (((np.arange(2), "builtins", "ValueError"),), (), {}, "", "", None, 0)
    say(RAISE, number(), (Ref("error", described), ()))
    time.sleep(30)
