"""90 failed: a long list in many lists, which unittest would lay out once for each of them

Defence: unittest-lays-out-little
Target: values
"""

from honest import *


def words(text):
    words = [1.5] * 300_000
    for _ in range(60):
        words = [words]
    return words
