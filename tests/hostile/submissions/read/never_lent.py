"""protocol: asks for an object that the test did not lend

Defence: only-what-was-lent-is-called
"""

from wire import *

from honest import *


def consult(model, question):
    print(ask(("call", 1, ("x",), {})))
    return "PARIS"
