"""refused: a frame that is to be eighty megabytes

Defence: frame-bytes
"""

import time

from wire import *

from honest import *


def scale(values, by):
    os.write(CONNECTION, HEADER.pack(80 << 20, REPLY, number()))
    time.sleep(30)
