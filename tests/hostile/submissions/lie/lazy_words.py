"""90 refused: an iterator where the reference gives a list

Defence: kinds-by-place
Target: values
"""

from honest import *


def words(text):
    return iter(text.split())
