"""protocol: a time zone by the path of a file

Defence: zones-by-plain-keys
"""

from wire import *

from honest import *


def scale(values, by):
    answer(bytes([tags.ZONE]) + text("../../../etc/passwd"))
