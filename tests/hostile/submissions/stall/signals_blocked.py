"""timeout: blocks every signal and loops"""

import signal

from honest import *


def total(numbers, note=""):
    signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    signal.signal(signal.SIGXCPU, signal.SIG_IGN)
    while True:
        pass
