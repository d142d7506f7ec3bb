"""100: speaks and listens on whatever it was born with: PID 1's report to the judge, its listener, its counters

Defence: born-with-one-connection
"""

import os
import socket

from honest import *
from sandbox.control import frame

BORN_WITH = {int(name) for name in os.listdir("/proc/self/fd")}


def scale(values, by):
    for number in sorted(BORN_WITH - {0, 1, 2, 3}):
        try:
            what = os.readlink(f"/proc/self/fd/{number}")
        except OSError:
            continue  # the one that listed them, or the import's
        if what.startswith(("/tmp/guest-", "/proc/")):
            continue
        print("BREACH", number, what)
        if what.startswith("socket:"):
            one = socket.socket(fileno=number)
            try:
                one.settimeout(0.1)
                one.sendall(frame({"event": "accepted"}))
                print("BREACH", one.accept())
            except OSError:
                continue
    return values * by
