"""100: looks for a capability to have, to pass on or to regain

Defence: no-capabilities
"""

from pathlib import Path

from honest import *
from kernel import past, room

OF_THE_FORKSERVER = {"CapBnd": 0xC0}  # SETUID and SETGID


def scale(values, by):
    for line in Path("/proc/self/status").read_text().splitlines():
        name, _, value = line.partition(":")
        if name.startswith("Cap") and int(value, 16) & ~OF_THE_FORKSERVER.get(name, 0):
            print("BREACH", line)
    past(capset=(126, room(8), room(24)))
    return values * by
