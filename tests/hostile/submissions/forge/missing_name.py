"""missing: has no such function, and a module that makes any name up when it is asked for one

Defence: what-is-not-there-is-missing
"""

from honest import *

del globals()["parse"]


def __getattr__(name):
    if name == "parse":
        raise AttributeError("Skipped: not today")
    return lambda *args, **kwargs: {"a": 1, "b": 2}
