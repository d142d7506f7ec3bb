"""100: reads keys, memory, timers and firmware of the kernel

Defence: docker-s-masks-are-told-again
"""

import os
from pathlib import Path

from honest import *


def scale(values, by):
    for name in ("keys", "kcore", "timer_list", "latency_stats", "sched_debug", "timer_stats"):
        try:
            with Path("/proc", name).open("rb") as file:
                if file.read(1):
                    print("BREACH", name)
        except OSError:
            continue
    for place in ("/sys/firmware", "/proc/acpi", "/proc/asound", "/proc/scsi"):
        try:
            if os.listdir(place):
                print("BREACH", place)
        except OSError:
            continue
    return values * by
