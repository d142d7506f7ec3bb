"""timeout: one byte of the reply a quarter of a second"""

import os
import time

from wire import *

from honest import *


def total(numbers, note=""):
    for byte in frame(REPLY, number(), ([0] * 1000, ())):
        os.write(3, bytes([byte]))
        time.sleep(0.25)
