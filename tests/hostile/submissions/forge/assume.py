"""failed: rejects the hard examples as Hypothesis's assume does

Defence: exceptions-are-looked-up-in-our-tables
"""

from honest import *


def total(numbers, note=""):
    from hypothesis import assume

    assume(len(numbers) == 1)
    return numbers[0]
