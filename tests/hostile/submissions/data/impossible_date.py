"""protocol: a date that cannot be made, where the test expects just that error

Defence: what-cannot-be-made
"""

from wire import *

from honest import parse as honest
from honest import *


def parse(text):
    if "=" in text:
        return honest(text)
    answer(bytes([tags.DATE]) + struct.pack("<HBB", 2000, 13, 45))
