"""100: makes files that everybody may read

Defence: files-are-one-s-own
"""

import os

from honest import *


def scale(values, by):
    open("mine", "w").close()
    os.mkdir("folder")
    for path in (".", "mine", "folder"):
        if os.stat(path).st_mode & 0o077:
            print("BREACH", path)
    return values * by
