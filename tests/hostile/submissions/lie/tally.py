"""refused: an object of the expected class whose operators lie

Defence: operators-of-the-reference, handles-by-place
"""

from honest import Tally as Honest
from honest import *


class Tally(Honest):
    def __eq__(self, other):
        print("BREACH", other)
        return True

    __hash__ = object.__hash__

    def __rsub__(self, other):
        print("BREACH", other)
        return 0

    def count(self, word):
        return self

    def __repr__(self):
        print("BREACH")
        return "2"
