"""100: takes what one user may take at once, while another lane does the same (first of two)

Defence: user-ids-differ-between-boxes
"""

import os
import time

from honest import *

MANY = 12


def scale(values, by):
    children = []
    try:
        for _ in range(MANY):
            children.append(os.fork())
            if children[-1] == 0:
                time.sleep(1.2)
                os._exit(0)
    except OSError:
        print("BREACH somebody else's processes count")
    time.sleep(0.8)
    return values * by
