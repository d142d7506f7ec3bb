"""protocol: a value that begins with no tag there is

Defence: what-can-not-be-read-ends-the-guest
"""

import time

from wire import *

from honest import *


def scale(values, by):
    raw(REPLY, number(), b"\xfe\xff\xfd")
    time.sleep(30)
