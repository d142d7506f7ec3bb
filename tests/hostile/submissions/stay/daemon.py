"""100: leaves a daemon that ignores every signal it may

Defence: everybody-is-killed, nobody-is-left
"""

import os
import signal
import time

from honest import *


def scale(values, by):
    if os.fork() == 0:
        os.setsid()
        if os.fork():
            os._exit(0)
        for number in set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP}:
            signal.signal(number, signal.SIG_IGN)
        os.closerange(0, 64)
        while True:
            time.sleep(1)
    return values * by
