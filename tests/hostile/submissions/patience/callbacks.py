"""refused: calls a function of the test more often than anybody needs

Defence: calls-of-the-tests-functions
"""

import os

from wire import *

from honest import *

AT_ONCE, TIMES = 1_000, 210


def consult(model, question):
    if question != "capital of France":
        return model(question).upper()
    body, last = whole(("call", 0, (question,), {})), number()
    answer = len(frame(REPLY, 0, "Paris"))
    for _ in range(TIMES):
        os.write(CONNECTION, b"".join(HEADER.pack(len(body), REQUEST, last + 1 + at) + body for at in range(AT_ONCE)))
        last += AT_ONCE
        left = AT_ONCE * answer
        while left:
            left -= len(os.read(CONNECTION, left))
    return "PARIS"
