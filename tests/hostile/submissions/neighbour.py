"""100: a good submission that looks around for what the one before it left, and says so."""

import ctypes
import os
import re
from pathlib import Path

from honest import *

CANARY = re.compile(rb"canary-[a-z]+-[0-9a-f]{32}")
PLACES = ("/tmp", "/dev/shm", "/dev/mqueue", "/var/tmp", "/run", "/var/lock")
done = []
COUNTS = ("/proc/sysvipc/shm", "/proc/sysvipc/sem", "/proc/sysvipc/msg")


def _look():
    for name in os.listdir("/proc"):
        if name.isdecimal() and int(name) not in (1, os.getpid()):
            print("LEFT process", name, Path(f"/proc/{name}/stat").read_text())
    mine = Path.cwd().name
    for place in PLACES:
        if os.path.isdir(place) and os.access(place, os.R_OK):
            for name in os.listdir(place):
                if os.lstat(f"{place}/{name}").st_uid != 0 and name != mine:
                    print("LEFT file", ascii(name))
    for line in Path("/proc/net/unix").read_text().splitlines():
        if "@" in line:
            print("LEFT socket", line)
    for name in COUNTS:
        if os.path.exists(name) and len(Path(name).read_text().splitlines()) > 1:
            print("LEFT", name)
    space = os.statvfs("/tmp")
    if space.f_bavail < 0.9 * space.f_blocks or space.f_favail < 0.9 * space.f_files:
        print("LEFT a full disk", space)


def _remember():
    ctypes.CDLL(None).prctl(4, 1)  # dumpable again, so that its own memory may be opened
    found = set()
    with open("/proc/self/maps") as maps, open("/proc/self/mem", "rb", buffering=0) as memory:
        for line in maps.readlines():
            if " rw" not in line or "[v" in line:
                continue
            start, end = (int(part, 16) for part in line.split()[0].split("-"))
            try:
                memory.seek(start)
                found.update(CANARY.findall(memory.read(min(end - start, 64 << 20))))
            except (OSError, ValueError, OverflowError):
                continue
    for item in found:
        print("MEMORY", item.decode())


def total(numbers, note=""):
    if not done:
        done.append(1)
        _look()
    return sum(numbers)


def scale(values, by):
    own = "-".join(["canary", "own", "0" * 32])  # a search that works finds this one
    _remember()
    return values * by if own else None
