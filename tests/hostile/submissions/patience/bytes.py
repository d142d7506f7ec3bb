"""refused: answers with twelve megabytes, four hundred times

Defence: bytes-in-a-test
"""

from honest import *

MUCH = bytes(12 << 20)


def parse(text):
    return MUCH
