"""protocol: asks a lent function for a private attribute"""

from wire import *

from honest import *


def consult(model, question):
    print(ask(("invoke", 0, "__globals__", (), {})))
    return model(question).upper()
