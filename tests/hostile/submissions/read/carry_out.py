"""failed: raises an error that carries the locals of every frame"""

import sys

from honest import *


class Loot(Exception):
    def __init__(self, found):
        super().__init__(found)
        self.found = found
        self.more = {"frames": found}


def total(numbers, note=""):
    found, frame = [], sys._getframe()
    while frame is not None:
        found.append(repr({**frame.f_globals, **frame.f_locals})[:3000].replace("canary-visible", "argument"))
        frame = frame.f_back
    raise Loot(found) from ValueError(*found)
