"""failed: four texts of sixteen megabytes that are four times as large in memory, for one letter in each

Defence: only-what-passed-earns
"""

import time

from wire import *

from honest import *

LETTERS = 16_000_000


def parse(words):
    letters = "x".encode() * LETTERS
    widest = "\U0001f600".encode()
    one = bytes([tags.TEXT]) + count(LETTERS + len(widest))
    pieces = [bytes([tags.TUPLE, 2, tags.LIST, 4]), *[one, letters, widest] * 4, bytes([tags.TUPLE, 0])]
    os.write(CONNECTION, HEADER.pack(sum(map(len, pieces)), REPLY, number()))
    for piece in pieces:
        while piece:
            piece = piece[os.write(CONNECTION, piece) :]
    time.sleep(30)
