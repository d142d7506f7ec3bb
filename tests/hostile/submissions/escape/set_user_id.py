"""100: runs every program that gives rights away

Defence: no-new-privileges
"""

import os
import stat
import subprocess

from honest import *


def scale(values, by):
    for place in ("/usr/bin", "/usr/sbin", "/usr/lib", "/usr/local/bin", "/opt/prebrief"):
        for name in os.listdir(place) if os.path.isdir(place) else ():
            path = f"{place}/{name}"
            try:
                if not stat.S_ISREG(os.lstat(path).st_mode) or not os.lstat(path).st_mode & stat.S_ISUID:
                    continue
                done = subprocess.run([path, "-u"], capture_output=True, text=True, check=False, timeout=1)
                if done.stdout.strip() == "0":
                    print("BREACH", path)
            except (OSError, subprocess.TimeoutExpired):
                continue
    if "NoNewPrivs:\t1" not in open("/proc/self/status").read():
        print("BREACH a program may give rights away")
    return values * by
