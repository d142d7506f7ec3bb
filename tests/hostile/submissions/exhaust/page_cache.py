"""100: reads every file that there is, again and again, with the kernel told to forget them in between

Defence: box-memory
"""

import os

from honest import *


def scale(values, by):
    read = 0
    for folder, _, names in os.walk("/usr/lib"):
        for name in names:
            path = os.path.join(folder, name)
            if os.path.islink(path) or not os.access(path, os.R_OK):
                continue
            with open(path, "rb", buffering=0) as file:
                while data := file.read(1 << 20):
                    read += len(data)
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        if read > 60 << 20:
            break
    return values * by
