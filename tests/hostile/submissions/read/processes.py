"""100: looks into every process by /proc

Defence: a-user-id-of-its-own
"""

import os
import re
from pathlib import Path

from honest import *

CANARY = re.compile(rb"canary-[a-z]+-[0-9a-f]{32}")


def total(numbers, note=""):
    for process in Path("/proc").iterdir():
        if not process.name.isdecimal() or int(process.name) == os.getpid():
            continue
        for name in ("environ", "mem", "maps", "stack", "syscall", "io", "auxv", "pagemap"):
            try:
                data = (process / name).open("rb").read(4096)
                print("BREACH" if data else "empty", process / name, CANARY.findall(data))
            except OSError:
                continue
        for name in ("fd", "root", "cwd", "map_files", "fdinfo"):
            try:
                print("BREACH", process / name, os.listdir(process / name)[:20])
            except OSError:
                continue
        print(CANARY.findall((process / "cmdline").read_bytes()))
    return sum(numbers)
