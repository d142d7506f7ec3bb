"""100: reads how the host was started, what it is made of, where its kernel lies

Defence: the-machine-is-masked
"""

import os
from pathlib import Path

from honest import *


def scale(values, by):
    for name in ("cmdline", "config.gz", "modules", "kallsyms", "iomem", "partitions", "devices", "swaps", "misc"):
        try:
            if Path("/proc", name).read_bytes()[:1]:
                print("BREACH", name)
        except OSError:
            continue
    for name in ("block", "class", "bus", "module", "kernel", "devices", "power"):
        try:
            if os.listdir(f"/sys/{name}"):
                print("BREACH", name)
        except OSError:
            continue
    return values * by
