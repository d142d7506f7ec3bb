"""100: passes pages on instead of copying them: of a library into a pipe, of its memory into one

Defence: pages-are-copied
"""

import os

from honest import *
from kernel import past, room


def scale(values, by):
    reader, writer = os.pipe()
    other, _ = os.pipe()
    vector = room(16)
    descriptor = os.open(os.__file__, os.O_RDONLY)
    past(
        splice=(275, descriptor, 0, writer, 0, 1, 2),
        vmsplice=(278, writer, vector, 0, 2),
        tee=(276, reader, other, 1, 2),
    )
    return values * by
