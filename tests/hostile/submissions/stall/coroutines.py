"""refused: starts thousands of coroutines and lets none of them run

Defence: coroutines-at-once
"""

import os

from wire import *

from honest import *

START = 4


def consult(model, question):
    body, last = whole(("call", 0, (question,), {})), number()
    rest = memoryview(b"".join(HEADER.pack(len(body), START, last + 1 + at) + body for at in range(4_200)))
    while rest:
        rest = rest[os.write(CONNECTION, rest) :]
    return "PARIS"
