"""refused: a list that contains itself

Defence: depth
"""

from honest import *


def total(numbers, note=""):
    result = []
    result.append(result)
    return result
