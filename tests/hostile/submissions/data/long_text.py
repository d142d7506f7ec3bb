"""refused: a text of twenty million characters

Defence: code-points
"""

from wire import *

from honest import *


def scale(values, by):
    answer(bytes([tags.TEXT]) + text("x" * 20_000_000))
