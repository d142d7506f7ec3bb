"""timeout: blocks every signal, ignores that its CPU time is up, and loops

Defence: cpu-seconds-of-all, killed-where-it-stays
"""

import signal

from honest import *


def total(numbers, note=""):
    signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    signal.signal(signal.SIGXCPU, signal.SIG_IGN)
    while True:
        pass
