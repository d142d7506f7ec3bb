"""90 failed: an exception of the test's own class, made here, with a method of it replaced by a function that the test lent

Defence: attributes-replace-no-method
Target: wide
"""

from sandbox.wall.guest.references import References

from honest import *

References._crosses = lambda self, value: True
lent = []


def call(tool):
    lent.append(tool)
    if len(lent) == 1:
        return tool()
    try:
        tool()
    except Exception as error:
        forged = type(error)(-1)
        forged.wait = lent[0]
        raise forged from None
