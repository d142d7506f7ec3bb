"""refused: calls that call back, without end

Defence: nested-calls
"""

from honest import *


def consult(model, question):
    return model("again") if question == "again" else model("again") and "PARIS"
