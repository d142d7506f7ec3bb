"""100: signals PID 1, as one of its session might

Defence: a-session-of-its-own
"""

import os
import signal

from honest import *


def scale(values, by):
    for number in (0, *sorted(signal.valid_signals())):
        try:
            os.kill(1, number)
            print("BREACH", number)
        except OSError:
            continue
    if os.getsid(0) != os.getpid() or os.getpgid(0) != os.getpid():
        print("BREACH not its own session")
    return values * by
