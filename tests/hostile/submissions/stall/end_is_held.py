"""crashed: exits, while a child holds its connection and its output, and prints

Defence: ends-with-its-first-process
"""

import os

from honest import *


def total(numbers, note=""):
    if os.fork() == 0:
        os.setsid()
        while True:
            os.write(1, b"still here" * 100)
    os._exit(0)
