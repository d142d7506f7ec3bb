"""90 refused: an array that was lent comes back as one number, which fills it as well

Defence: an-array-comes-back-in-its-shape
Target: wide
"""

import numpy
from wire import *

from honest import *



def fill(array, value):
    say(REPLY, number(), (None, (numpy.float64(7),)))
