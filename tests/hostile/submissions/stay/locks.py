"""100: locks and leases whatever it may open, in a child that stays

Defence: everybody-is-killed
"""

import fcntl
import os
import signal

from honest import *


def scale(values, by):
    for path in ("/tmp", "/etc/hostname", "/opt/prebrief/source/sandbox/wall/guest/serve.py", "/usr/bin/python3.13"):
        try:
            fcntl.flock(os.open(path, os.O_RDONLY), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            continue
    if os.fork() == 0:
        os.setsid()
        signal.pause()
    return values * by
