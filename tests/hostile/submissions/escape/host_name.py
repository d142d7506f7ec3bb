"""100: tells one container from another by its name

Defence: every-container-has-one-name
"""

import socket
from pathlib import Path

from honest import *


def scale(values, by):
    for name in (socket.gethostname(), Path("/etc/hostname").read_text().strip()):
        if name != "sandbox":
            print("BREACH", name)
    return values * by
