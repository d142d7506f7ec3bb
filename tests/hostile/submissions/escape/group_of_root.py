"""100: reads and writes what root's group may

Defence: a-group-of-its-own
"""

import os
import stat
from pathlib import Path

from honest import *


def scale(values, by):
    if 0 in os.getresgid():
        print("BREACH", os.getresgid())
    for path in Path("/etc").iterdir():
        status = path.lstat()
        if status.st_gid == 0 and status.st_mode & stat.S_IRGRP and not status.st_mode & stat.S_IROTH and os.access(path, os.R_OK):
            print("BREACH", path)
    return values * by
