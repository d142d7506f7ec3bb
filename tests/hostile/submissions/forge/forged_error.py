"""90 failed: an exception of the test's own class, made here, with a method of it replaced by a function that the test lent

Defence: attributes-replace-no-method
Target: wide
"""

from wire import *

from honest import *



lent = []


def call(tool):
    lent.append(tool)
    if len(lent) == 1:
        return tool()
    try:
        tool()
    except Exception:
        tokens = (("test", 0, "Busy"), ("std", "builtins", "Exception"))
        say(RAISE, number(), (Ref("error", (tokens, (-1,), {"wait": Ref("callback", 0)}, "", "", None, 0)), ()))
