"""failed: a dict that is equal to everything and has every key

Defence: subclasses-cross-as-their-base
"""

from honest import *


class Liar(dict):
    __eq__ = lambda *_: True
    __contains__ = lambda *_: True
    __missing__ = lambda self, key: 1
    __hash__ = None


def parse(text):
    if "=" not in text:
        raise ValueError
    return Liar()
