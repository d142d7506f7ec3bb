"""100: fills the disk

Defence: size-of-tmp
"""

import os

from honest import *

MOST = 16 << 20


def scale(values, by):
    written = 0
    for index in range(100):
        try:
            with open(f"/tmp/fill-{os.getpid()}-{index}", "wb", buffering=0) as file:
                while True:
                    written += file.write(bytes(1 << 20))
        except OSError as error:
            if error.errno == 28:
                break
    if written > MOST:
        print("BREACH", written >> 20, "MiB")
    return values * by
