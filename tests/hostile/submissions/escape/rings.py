"""100: has the kernel work off a queue of requests, where no filter looks

Defence: no-queues-of-requests
"""

from honest import *
from kernel import past, room


def scale(values, by):
    past(io_uring_setup=(425, 4, room()), io_setup=(206, 1, room(8)))
    return values * by
