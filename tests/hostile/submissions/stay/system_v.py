"""100: leaves System V memory, semaphores and queues

Defence: no-system-v-memory
"""

from honest import *
from kernel import past


def scale(values, by):
    past(shmget=(29, 0x5EC2, 4096, 0o1666), semget=(64, 0x5EC2, 1, 0o1666), msgget=(68, 0x5EC2, 0o1666))
    return values * by
