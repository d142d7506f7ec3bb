"""100: reads where in the test an exception of the lent model was raised

Defence: traces-stay-with-the-judge
"""

from honest import *



def consult(model, question):
    try:
        model("cause")
    except LookupError as error:
        told = repr(getattr(error, "__notes__", ())) + repr(error.args) + repr(vars(error))
        if "test_target" in told or "raise " in told:
            print("BREACH", told[:500])
    return model(question).upper()
