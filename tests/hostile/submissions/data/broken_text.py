"""protocol: a text that is not UTF-8

Defence: texts-are-utf-8
"""

from wire import *

from honest import *


def scale(values, by):
    answer(bytes([tags.TEXT]) + text(b"\xff\xfe"))
