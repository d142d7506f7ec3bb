"""failed: raises a class of its own over BaseException, named like pytest's

Defence: exceptions-are-looked-up-in-our-tables
"""

from honest import *


class Skipped(BaseException):
    __module__ = "_pytest.outcomes"


def total(numbers, note=""):
    raise Skipped("not today")
