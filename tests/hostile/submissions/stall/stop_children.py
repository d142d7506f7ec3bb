"""100: leaves children that stand still, one of them in the middle of a vfork

Defence: killed-where-it-stays
"""

import os
import signal
import subprocess
import sys

from honest import *

STOP = f"import os; os.kill(os.getpid(), {int(signal.SIGSTOP)})"
done = []


def scale(values, by):
    for stop in (lambda: os.kill(os.getpid(), signal.SIGSTOP), lambda: subprocess.run([sys.executable, "-S", "-c", STOP])):
        if os.fork() == 0:
            os.setsid()
            stop()
            os._exit(0)
    return values * by
