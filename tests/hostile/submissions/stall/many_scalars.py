"""refused or timeout: an answer of two million numpy scalars, each of which takes the judge ten microseconds

Defence: clock-within-a-value
"""

import os
import struct

import numpy
from wire import *

from honest import *
from sandbox.wall.codec import tags

MANY = 1_900_000


def total(numbers, note=""):
    listed = bytes((tags.LIST, 255)) + struct.pack("<I", MANY) + whole(numpy.longdouble(1)) * MANY
    body = bytes((tags.TUPLE, 2)) + listed + whole(())
    rest = memoryview(HEADER.pack(len(body), REPLY, number()) + body)
    while rest:
        rest = rest[os.write(CONNECTION, rest) :]
