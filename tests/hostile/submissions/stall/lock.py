"""timeout: waits for a lock that nobody frees, in a call of each kind

Defence: clock-while-nothing-comes, deadline-per-test
"""

import threading

from honest import *


def parse(text):
    lock = threading.Lock()
    lock.acquire()
    lock.acquire()
