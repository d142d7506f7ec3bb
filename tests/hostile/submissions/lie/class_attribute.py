"""crashed: an exception that says it is a ValueError

Defence: standard-exceptions-by-list
"""

from honest import parse as honest
from honest import *


class Fake(Exception):
    __class__ = ValueError

    def __str__(self):
        raise SystemExit

    @property
    def args(self):
        raise SystemExit


def parse(text):
    if "=" not in text:
        raise Fake
    return honest(text)
