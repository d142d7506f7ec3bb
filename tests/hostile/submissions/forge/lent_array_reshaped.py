"""90 refused: an array that was lent comes back as one number, which fills it as well

Defence: an-array-comes-back-in-its-shape
Target: wide
"""

import sys

import numpy

from honest import *


def fill(array, value):
    frame = sys._getframe()
    while "message" not in frame.f_locals:
        frame = frame.f_back
    frame.f_locals["message"].lent = (numpy.float64(7),)
