"""100: calls the lent model in ways that do not fit, and reads in what is told which test it is in

Defence: lent-functions-have-no-qualified-name, errors-name-no-test
"""

from honest import *



def consult(model, question):
    if "test_" in model.__qualname__ + model.__name__ + repr(model):
        print("BREACH", model.__qualname__)
    for arguments, named in (((), {}), ((1, 2), {}), ((1,), {"prompt": 1}), ((1,), {"no_such": 1}), ((1,), {"x" * 900: 1})):
        try:
            model(*arguments, **named)
        except TypeError as error:
            if "test_" in repr(error.args) + repr(vars(error)):
                print("BREACH", str(error)[:200])
    return model(question).upper()
