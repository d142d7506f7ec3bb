"""100: watches what other lanes do by the host's counters

Defence: activity-is-masked
"""

from pathlib import Path

from honest import *

NAMES = "buddyinfo diskstats interrupts key-users locks pressure/cpu schedstat softirqs vmstat zoneinfo"


def scale(values, by):
    for name in NAMES.split():
        try:
            if Path("/proc", name).read_bytes()[:1]:
                print("BREACH", name)
        except OSError:
            continue
    return values * by
