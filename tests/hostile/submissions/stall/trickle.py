"""timeout: one byte of the reply a tenth of a second

Defence: clock-while-bytes-trickle
"""

import os
import time

from wire import *

from honest import *


def total(numbers, note=""):
    for byte in frame(REPLY, number(), ([0] * 1000, ())):
        os.write(CONNECTION, bytes([byte]))
        time.sleep(0.07)
