"""refused: a Fraction of six thousand bits

Defence: fraction-bits
"""

from fractions import Fraction

from wire import *

from honest import *


def scale(values, by):
    answer(loose(Fraction(1, 3**3_800)))
