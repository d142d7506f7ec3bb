"""75 failed: its children keep the processor busy while the reference is timed, and it takes five times as long

Defence: stopped-while-others-are-timed
"""

import os
import signal

import honest
from honest import *

children = []


def pause(number):
    for child in children:
        os.kill(child, number)


def wave(values):
    if not children and len(values) > 100:
        for _ in range(8):
            children.append(os.fork())
            if not children[-1]:
                while True:
                    pass
    pause(signal.SIGSTOP)
    try:
        return [honest.wave(values) for _ in range(5)][0]
    finally:
        pause(signal.SIGCONT)
