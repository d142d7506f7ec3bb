"""100: gives files away, makes devices and FIFOs

Defence: no-owners-and-no-nodes
"""

import os

from honest import *
from kernel import past


def scale(values, by):
    open("mine", "w").close()
    past(
        chown=(92, b"mine", os.getuid(), -1),
        fchownat=(260, -100, b"mine", -1, -1, 0),
        fifo=(259, -100, b"fifo", 0o10666, 0),
        disk=(133, b"disk", 0o60666, 0x800),
    )
    return values * by
