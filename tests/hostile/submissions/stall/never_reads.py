"""timeout: asks without end, and takes no answer

Defence: clock-while-writing
"""

import os

from wire import *

from honest import *


def consult(model, question):
    body, last = whole(("call", 0, (question,), {})), number()
    while True:
        frames = b"".join(HEADER.pack(len(body), REQUEST, last + 1 + at) + body for at in range(20_000))
        last += 20_000
        rest = memoryview(frames)
        while rest:
            rest = rest[os.write(CONNECTION, rest) :]
