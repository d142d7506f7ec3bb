"""refused: fifteen hundred different namedtuple classes, none of which is ever freed

Defence: record-classes
"""

from wire import *

from honest import *


def scale(values, by):
    answer(bytes([tags.LIST]) + count(1_500) + b"".join(bytes([tags.RECORD]) + text(f"Class{at}") + bytes([0]) for at in range(1_500)))
