"""protocol: a timedelta with more seconds than a day has

Defence: timedeltas-in-one-form
"""

from wire import *

from honest import *


def scale(values, by):
    answer(bytes([tags.TIMEDELTA]) + struct.pack("<iii", 0, 100_000, 0))
