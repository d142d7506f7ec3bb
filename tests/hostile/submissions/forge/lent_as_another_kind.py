"""90 refused: a list that was lent comes back as a text, which extends it as well

Defence: what-was-lent-comes-back-as-its-kind
Target: wide
"""

import sys

from honest import *


def letters(items):
    frame = sys._getframe()
    while "message" not in frame.f_locals:
        frame = frame.f_back
    frame.f_locals["message"].lent = ("ab",)
