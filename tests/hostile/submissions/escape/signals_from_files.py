"""100: has the kernel send PID 1 a signal when its own output is read, a lease is broken, a folder changes

Defence: few-commands-of-fcntl
"""

import fcntl
import os
import signal
import struct

from honest import *


def scale(values, by):
    open("mine", "w").close()
    mine, folder = os.open("mine", os.O_RDONLY), os.open(".", os.O_RDONLY)
    attempts = {
        "owner": lambda: fcntl.fcntl(1, fcntl.F_SETOWN, 1),
        "owner, extended": lambda: fcntl.fcntl(3, 15, struct.pack("ii", 1, 1)),
        "own": lambda: fcntl.fcntl(1, fcntl.F_SETOWN, os.getpid()),
        "signal": lambda: fcntl.fcntl(1, fcntl.F_SETSIG, signal.SIGKILL),
        "lease": lambda: fcntl.fcntl(mine, fcntl.F_SETLEASE, fcntl.F_RDLCK),
        "notify": lambda: fcntl.fcntl(folder, fcntl.F_NOTIFY, 0x80000004),
        "pipe size": lambda: fcntl.fcntl(1, 1031, 1 << 20),
        "seals": lambda: fcntl.fcntl(mine, 1034),
    }
    for name, attempt in attempts.items():
        try:
            attempt()
            print("BREACH", name)
        except OSError as error:
            if error.errno != 1:
                print("BREACH", name, error)
    return values * by
