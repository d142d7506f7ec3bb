"""100: leaves folders that their owner may not enter, one in the other

Defence: locked-folders-are-opened
"""

import os

from honest import *


def scale(values, by):
    for index, mode in enumerate((0, 0o1777, 0o700, 0o300)):
        top = f"/tmp/left-{os.getpid()}-{index}"
        os.makedirs(f"{top}/inner/innermost")
        open(f"{top}/inner/file", "w").close()
        os.chmod(f"{top}/inner", mode)
        os.chmod(top, mode)
    return values * by
