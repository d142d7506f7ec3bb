"""refused: a class of the judge's own that starts processes

Defence: classes-by-list
"""

from wire import *

from honest import *


def scale(values, by):
    answer(bytes([tags.CLASS]) + text("subprocess") + text("Popen"))
