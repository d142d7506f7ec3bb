"""timeout: a busy loop"""

from honest import *


def total(numbers, note=""):
    while True:
        pass
