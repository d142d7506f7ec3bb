"""protocol: an integer that is written longer than it need be

Defence: integers-in-one-form
"""

from wire import *

from honest import *


def scale(values, by):
    answer(bytes([tags.BIGINT]) + text(bytes([5, 0, 0, 0, 0, 0, 0, 0, 0])))
