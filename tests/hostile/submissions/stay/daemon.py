"""100: leaves a daemon that ignores every signal it may"""

import os
import signal
import time

from honest import *


def total(numbers, note=""):
    if os.fork() == 0:
        os.setsid()
        if os.fork():
            os._exit(0)
        for number in set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP}:
            signal.signal(number, signal.SIG_IGN)
        os.closerange(0, 64)
        while True:
            time.sleep(1)
    return sum(numbers)
