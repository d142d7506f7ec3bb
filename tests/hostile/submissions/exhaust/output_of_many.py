"""timeout: a flood of output of many processes, through many descriptors

Defence: deadline-per-test, output-is-cut
"""

import os

from honest import *


def total(numbers, note=""):
    ends = [os.dup(number) for number in (1, 2) for _ in range(20)]
    try:
        while os.fork() == 0:
            pass
    except OSError:
        pass
    while True:
        for end in ends:
            os.write(end, b'x' * 65536)
