"""timeout: half a frame, then silence

Defence: clock-while-nothing-comes
"""

import os
import time

from wire import *

from honest import *


def total(numbers, note=""):
    os.write(3, (100).to_bytes(4) + b'\x02' + number().to_bytes(4) + b'abc')
    time.sleep(30)
