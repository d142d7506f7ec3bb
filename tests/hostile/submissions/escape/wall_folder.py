"""100: looks into the wall's folder, opens it for others, leaves a file there

Defence: the-wall-s-folder-is-root-s
"""

import os

from honest import *


def scale(values, by):
    for attempt in (
        lambda: os.listdir("/wall"),
        lambda: os.chdir("/wall"),
        lambda: os.open("/wall/x", os.O_CREAT),
        lambda: os.chmod("/wall", 0o777),
        lambda: os.open("/wall", os.O_PATH | os.O_DIRECTORY) and os.stat("/wall/."),
    ):
        try:
            print("BREACH", attempt())
        except OSError:
            continue
    return values * by
