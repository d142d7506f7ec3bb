"""100: returns an array that a thread changes afterwards"""

import threading

from honest import *


def scale(values, by):
    result = values * by
    threading.Timer(0.25, lambda: result.fill(-1)).start()
    return result
