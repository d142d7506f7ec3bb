"""failed: waits for standard input"""

from honest import *


def total(numbers, note=""):
    return int(input())
