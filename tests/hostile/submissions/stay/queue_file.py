"""100: leaves a message queue as a file, in the file system that Docker mounts for them

Defence: no-file-system-of-queues
"""

from honest import *


def scale(values, by):
    try:
        open("/dev/mqueue/left", "x").close()
        print("BREACH")
    except OSError:
        pass
    return values * by
