"""protocol: a Fraction that is not in its lowest terms

Defence: fractions-in-lowest-terms
"""

from wire import *

from honest import *


def scale(values, by):
    answer(bytes([tags.FRACTION]) + whole(2) + whole(4))
