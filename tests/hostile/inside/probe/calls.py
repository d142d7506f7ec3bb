"""Every system call by its number, with arguments that no call takes: which of them does the kernel get to see?"""

import os
from pathlib import Path

from trying import REFUSED, STACK, each_apart

_LAST = 512  # beyond the last that there is
_NOTHING = (-1,) * 6
# Of calls that a rule lets pass with some arguments only: such arguments.
_FITTING = {
    "socket": (1, -1, -1),
    "socketpair": (1, -1, -1, -1),
    "sendto": (-1, -1, -1, 0, -1, -1),
    "sendmsg": (-1, -1, 0),
    "getsockopt": (-1, 1, 3, -1, -1),
    "setsockopt": (-1, 1, 7, -1, -1),
    "clone": (0, STACK, 0, 0, 0),
    "futex": (-1, 0, -1, -1, -1, -1),
    "prlimit64": (0, -1, -1, -1),
    "prctl": (16, -1, -1, -1, -1),
    "fcntl": (-1, 3, -1),
    "ioctl": (-1, 0x5401, -1),
    "madvise": (-1, -1, 0),
}


def table():
    """Return the names of this machine's calls by number."""
    text = Path(__file__).with_name(f"calls-{os.uname().machine}.txt").read_text()
    pairs = (word.split(":") for line in text.splitlines() if line[0] != "#" for word in line.split())
    return {int(number): name for number, name in pairs}


def calls():
    """Each call that is not refused, by name, or by number where it has none that we know."""
    names = table()
    tried = {number: names.get(number, f"number {number}") for number in range(_LAST)}
    answers = each_apart((number, *_FITTING.get(name, _NOTHING)) for number, name in tried.items())
    for name, answer in zip(tried.values(), answers, strict=True):
        if answer not in REFUSED:
            yield name
