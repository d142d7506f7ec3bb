"""crashed: closes the connection and stays

Defence: a-guest-that-is-gone-has-crashed
"""

import socket
import time

from honest import *


def total(numbers, note=""):
    socket.socket(fileno=3).shutdown(2)
    time.sleep(30)
