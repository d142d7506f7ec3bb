"""75 failed: takes its time for the echo, so that more is taken off, and five times as long as the reference

Defence: echo-is-the-references
"""

import honest
from honest import *
from sandbox.wall.guest import deeds


def echo(answer, *_):
    for _ in range(6):
        honest.wave(last[-1])
    return answer


last = []
deeds.DEEDS["echo"] = echo


def wave(values):
    last.append(values)
    return [honest.wave(values) for _ in range(5)][0]
