"""timeout: waits for a lock that nobody frees"""

import threading

from honest import *


def total(numbers, note=""):
    lock = threading.Lock()
    lock.acquire()
    lock.acquire()
