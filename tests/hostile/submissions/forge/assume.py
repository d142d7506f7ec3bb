"""failed: rejects the hard examples as Hypothesis's assume does"""

from honest import *


def total(numbers, note=""):
    from hypothesis import assume

    assume(False)
