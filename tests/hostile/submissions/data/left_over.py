"""protocol: a right answer, and bytes that are left over after it

Defence: nothing-left-over
"""

from wire import *

from honest import *


def scale(values, by):
    answer(whole(values * by) + bytes([tags.TUPLE, 0, tags.NONE]))
