"""failed: asks for one function of the test after the other

Defence: functions-lent
"""

from honest import *


def consult(model, question):
    if question != "capital of France":
        return model(question).upper()
    kept = [model("more") for _ in range(12_000)]
    return model(question).upper() if kept else None
