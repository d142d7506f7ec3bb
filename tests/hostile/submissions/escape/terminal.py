"""100: opens a terminal, with all that its drivers can be asked

Defence: no-terminals
"""

import os
import pty

from honest import *


def scale(values, by):
    for path in ("/dev/ptmx", "/dev/pts/ptmx", "/dev/tty", "/dev/console"):
        try:
            os.open(path, os.O_RDWR | os.O_NOCTTY)
            print("BREACH", path)
        except OSError:
            continue
    try:
        print("BREACH", pty.openpty())
    except OSError:
        pass
    return values * by
