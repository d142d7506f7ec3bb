"""100: leaves its namespaces, and joins those of PID 1

Defence: no-namespaces
"""

import os

from honest import *
from kernel import past


def scale(values, by):
    for flag in (0x10000000, 0x20000, 0x40000000, 0x20000000, 0x8000000, 0x4000000, 0x2000000, 0x80):
        past(**{f"unshare_{flag:x}": (272, flag)})
    for name in ("user", "mnt", "pid", "net", "time"):
        try:
            descriptor = os.open(f"/proc/self/ns/{name}", os.O_RDONLY)
        except OSError:
            continue
        past(**{f"setns_{name}": (308, descriptor, 0)})
    return values * by
