"""100: takes no answer for a while and sends whatever the judge reads meanwhile, up to more than the judge can hold

Defence: read-ahead-is-bounded
"""

import os
import select

from wire import *

from honest import *

SMALL, LARGE, MOST = 4_000, 1 << 20, 1_800


def send(requests):
    """Send requests for as long as somebody reads them; returns how many were sent whole, and the rest of the last."""
    sent = 0
    for request in requests:
        rest = memoryview(request)
        while rest:
            if not select.select([], [CONNECTION], [], 0.5)[1]:
                return sent, rest
            rest = rest[os.write(CONNECTION, rest) :]
        sent += 1
    return sent, memoryview(b"")


def consult(model, question):
    if question != "capital of France":
        return model(question).upper()
    answer, last = len(frame(REPLY, 0, "Paris")), number()
    small, large = whole(("call", 0, (question,), {})), whole(("call", 0, (bytes(LARGE),), {}))
    os.set_blocking(CONNECTION, False)
    bodies = [small] * SMALL + [large] * MOST
    sent, rest = send(HEADER.pack(len(body), REQUEST, last + 1 + at) + body for at, body in enumerate(bodies))
    left = (sent + bool(rest)) * answer
    while left:
        ready = select.select([CONNECTION], [CONNECTION] if rest else [], [])
        if ready[0]:
            left -= len(os.read(CONNECTION, left))
        if ready[1]:
            rest = rest[os.write(CONNECTION, rest) :]
    os.set_blocking(CONNECTION, True)
    return "PARIS"
