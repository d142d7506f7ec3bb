"""protocol: asks a lent function for a private attribute

Defence: only-exposed-methods-are-called
"""

from wire import *

from honest import *


def consult(model, question):
    data, _ = ask(("invoke", 0, "__getattribute__", ("__qualname__",), {}))
    if b"test_consult" in data:
        print("BREACH", data)
    return model(question).upper()
