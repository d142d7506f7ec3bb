"""100: asks what is in the page cache, which all containers share

Defence: the-page-cache-is-not-told
"""

import os

from honest import *
from kernel import past, room


def scale(values, by):
    descriptor = os.open(os.__file__, os.O_RDONLY)
    past(mincore=(27, 0, 0, room()), cachestat=(451, descriptor, room(16), room(40), 0), readahead=(187, descriptor, 0, 1))
    return values * by
