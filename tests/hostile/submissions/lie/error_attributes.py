"""failed: an exception whose attributes stand where its methods are

Defence: standard-exceptions-by-list
"""

from honest import parse as honest
from honest import *


def parse(text):
    if "=" not in text:
        error = KeyError("nonsense")
        error.add_note = error.with_traceback = error.real = 5
        error.__cause__ = error
        raise error
    return honest(text)
