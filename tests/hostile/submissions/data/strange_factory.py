"""protocol: a defaultdict whose factory is not in the list

Defence: factories-of-the-list
"""

from wire import *

from honest import *


def scale(values, by):
    answer(bytes([tags.DEFAULT_DICT, 200, 0]))
