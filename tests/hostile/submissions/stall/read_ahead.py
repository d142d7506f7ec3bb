"""timeout: has the judge read thousands of callbacks ahead, then takes the answers as fast as they come

Defence: clock-at-each-frame
"""

import os

from wire import *

from honest import *

MANY = 150_000


def consult(model, question):
    body = whole(("call", 0, (question,), {}))
    last = number()
    rest = memoryview(b"".join(HEADER.pack(len(body), REQUEST, last + 1 + at) + body for at in range(MANY)))
    while rest:
        rest = rest[os.write(CONNECTION, rest) :]
    while os.read(CONNECTION, 1 << 20):
        pass
