"""failed: waits for standard input

Defence: stdin-is-empty
"""

from honest import *


def total(numbers, note=""):
    return int(input())
