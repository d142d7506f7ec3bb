"""100: starts threads until it cannot

Defence: processes-of-a-guest
"""

import threading
import time

from honest import *


def scale(values, by):
    try:
        for _ in range(16):
            threading.Thread(target=time.sleep, args=(3600,), daemon=True).start()
        print("BREACH 17 threads")
    except RuntimeError:
        pass
    return values * by
