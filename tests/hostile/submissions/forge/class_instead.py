"""90 refused: a class where the reference gives an object

Defence: classes-come-in-where-the-reference-gave-them
Target: wide
"""

from honest import *



class Ring(Ring):
    pass


def either(n):
    return Ring
