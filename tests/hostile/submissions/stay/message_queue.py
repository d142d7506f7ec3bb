"""100: leaves a POSIX message queue

Defence: no-queues-of-messages, no-room-for-message-queues
"""

import os

from honest import *
from kernel import call


def scale(values, by):
    got = call(240, b"left", os.O_CREAT | os.O_RDWR, 0o666, 0)
    if got >= 0:
        print("BREACH", got)
    return values * by
