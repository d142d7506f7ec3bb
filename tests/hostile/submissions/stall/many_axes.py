"""failed: an array of millions of corners, which takes minutes to print

Defence: short-texts-of-arrays, judge-has-a-deadline
"""

import numpy

from honest import *


def scale(values, by):
    return numpy.random.default_rng(1).random((2,) * 22)
