"""refused: calls a function of the test more often than anybody needs

Defence: calls-of-the-tests-functions
"""

import os

from wire import *

from honest import *

AT_ONCE = 1_000


def consult(model, question):
    if question != "capital of France":
        return model(question).upper()
    body, last = whole(("call", 0, (question,), {})), number()
    while True:
        os.write(CONNECTION, b"".join(HEADER.pack(len(body), REQUEST, last + 1 + at) + body for at in range(AT_ONCE)))
        last += AT_ONCE
        got = 0
        while got < AT_ONCE * HEADER.size:
            got += len(os.read(CONNECTION, 1 << 20))
