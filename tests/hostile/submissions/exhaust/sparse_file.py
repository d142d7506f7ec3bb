"""100: a file of holes, larger than a file may be

Defence: file-size-of-a-guest, file-size-of-a-box
"""

from honest import *


def scale(values, by):
    with open("holes", "wb") as file:
        try:
            file.truncate((16 << 20) + 1)
            print("BREACH", file.seek(0, 2))
        except OSError:
            pass
    return values * by
