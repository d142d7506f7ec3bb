"""protocol: becomes another program that keeps the connection and answers on it

Defence: frames-answer-something-open
"""

import os
import sys

from honest import *

SPEAK = "import os; os.write(3, bytes([0, 0, 0, 1, 2, 0, 0, 0, 99, 0])); import time; time.sleep(60)"


def total(numbers, note=""):
    os.set_inheritable(3, True)
    os.execv(sys.executable or "/usr/bin/python3.13", ["python3", "-c", SPEAK])
