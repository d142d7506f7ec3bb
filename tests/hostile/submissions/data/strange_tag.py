"""protocol: a value that begins with no tag there is

Defence: tags-of-the-table
"""

from wire import *

from honest import *


def scale(values, by):
    answer(b"\xfe")
