"""100: reads what the host tells PID 1, and answers in its place

Defence: no-streams-of-pid-1
"""

import os

from honest import *
from sandbox.control import frame


def scale(values, by):
    told = frame({"event": "done", "id": 1, "ending": "finished", "reason": "", "cpu_seconds": 0.0})
    for number in (0, 1, 2):
        what = os.readlink(f"/proc/self/fd/{number}")
        if number == 0 and what != "/dev/null":
            print("BREACH", what)
    os.write(0, told)
    os.write(1, told + b"\n")
    return values * by
