"""75 failed: has the kernel wake its children while they are stopped: whenever somebody reads what they print

Defence: stops-are-held
"""

import fcntl
import os
import signal

import honest
from honest import *

SET_SIGNAL = 10
children = []


def burn():
    """Keep the pipe full: whoever reads it then has the kernel send the group a SIGCONT."""
    while True:
        try:
            os.write(1, b"x" * 65536)
        except BlockingIOError:
            continue


def wave(values):
    if not children and len(values) > 100:
        fcntl.fcntl(1, SET_SIGNAL, signal.SIGCONT)
        fcntl.fcntl(1, fcntl.F_SETOWN, -os.getpgrp())
        fcntl.fcntl(1, fcntl.F_SETFL, fcntl.fcntl(1, fcntl.F_GETFL) | os.O_ASYNC | os.O_NONBLOCK)
        for _ in range(8):
            children.append(os.fork())
            if not children[-1]:
                burn()
    return [honest.wave(values) for _ in range(5)][0]
