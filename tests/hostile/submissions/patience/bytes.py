"""refused: answers with sixty megabytes, a hundred times

Defence: bytes-in-a-test
"""

from honest import *

MUCH = bytes(60 << 20)


def parse(text):
    return MUCH
