"""90 failed or timeout: three hundred thousand lists that unittest lays out before it shows the first

Defence: unittest-lays-out-little
Target: values
"""

from honest import *


def words(text):
    return [[1.5] * 5 for _ in range(300_000)]
