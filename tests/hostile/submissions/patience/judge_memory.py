"""crashed: has the test's model keep more than the judge can hold, and less than a third more than that

Defence: judge-memory
"""

from honest import *

EACH = 56 << 20
TIMES = 30


def consult(model, question):
    if question == "capital of France":
        for at in range(TIMES):
            model(bytes([at]) * EACH)
    return model(question).upper()
