"""100: leaves a key in every key ring: the session's is the container's

Defence: no-key-rings
"""

from honest import *
from kernel import past


def scale(values, by):
    for ring in (-1, -2, -3, -4, -5):
        past(add_key=(248, b"user", b"left", b"left", 4, ring))
    past(request_key=(249, b"user", b"left", 0, -3), keyctl=(250, 0, -3, 1, 0, 0))
    return values * by
