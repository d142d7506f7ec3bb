"""90 failed: swallows what a function of the test asserts

Defence: an-assertion-in-a-lent-function-is-raised-again
Target: values
"""

from honest import *


def apply(function, items):
    try:
        function("wrong")
    except BaseException as error:
        print(repr(error), error.args)
    return [function(item) for item in items]
