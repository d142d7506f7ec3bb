"""failed: reaches through a callback of the test for its globals, closure, code and words

Defence: an-assertion-in-a-lent-function-has-no-words, groups-carry-no-assertion, errors-carry-no-assertion
"""

import traceback

from honest import *


def consult(model, question):
    for name in ("__globals__", "__closure__", "__code__", "__self__", "__func__", "__wrapped__", "__class__"):
        print(name, repr(getattr(model, name, None))[:2000])
    for cell in model.__closure__ or ():
        print(repr(cell.cell_contents)[:500])
    for arguments in ((), (1, 2, 3), ({},), ("cause",), ("group",), ("unknown",)):
        try:
            print(model(*arguments))
        except BaseException as error:
            print(type(error), error.args, getattr(error, "__notes__", None), vars(error))
            traceback.print_exc()
            print(repr(getattr(error, "exceptions", ())))
            print(repr(error.__cause__), repr(error.__context__)[:500])
    return model(question).upper()
