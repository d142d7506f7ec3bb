"""100: reads assertions and functions that an exception of a lent method carries

Defence: errors-carry-no-assertion, errors-lend-nothing
Target: wide
"""

from honest import *



def read(tool):
    try:
        tool.ask("carries")
    except LookupError as error:
        print(error.args, vars(error))
        helper = getattr(error, "helper", None)
        if callable(helper):
            print("BREACH", helper())
    return tool.ask("name")
