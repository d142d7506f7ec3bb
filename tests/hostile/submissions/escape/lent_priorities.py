"""100: locks with priorities that are lent, the part of futex that kernels were taken over by

Defence: locks-lend-no-priorities
"""

from honest import *
from kernel import past, room


def scale(values, by):
    word = room(8)
    past(trylock=(202, word, 8, 0, 0, 0, 0), lock=(202, word, 6, 0, 0, 0, 0), unlock=(202, word, 7, 0, 0, 0, 0))
    return values * by
