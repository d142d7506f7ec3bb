"""refused: twenty thousand Fractions, each of which costs a long search for a common divisor

Defence: fractions-count-by-their-bits
"""

from fractions import Fraction

from wire import *

from honest import *


def scale(values, by):
    answer(bytes([tags.LIST]) + count(20_000) + loose(Fraction(2**4_000, 3**2_500)) * 20_000)
