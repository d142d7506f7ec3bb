"""100: starts threads until it cannot"""

import threading
import time

from honest import *


def total(numbers, note=""):
    try:
        while True:
            threading.Thread(target=time.sleep, args=(3600,), daemon=True).start()
    except RuntimeError:
        return sum(numbers)
