"""timeout: swallows whatever is raised into it

Defence: deadline-per-test, killed-where-it-stays
"""

import signal
import time

from honest import *


def total(numbers, note=""):
    for number in set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP}:
        signal.signal(number, lambda *_: None)
    while True:
        try:
            time.sleep(3600)
        except BaseException:
            continue
