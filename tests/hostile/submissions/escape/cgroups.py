"""100: writes to cgroup files, and makes a group

Defence: a-user-id-of-its-own
"""

import os

from honest import *


def scale(values, by):
    for folder, _, names in os.walk("/sys/fs/cgroup"):
        for name in names:
            try:
                os.close(os.open(os.path.join(folder, name), os.O_WRONLY))
                print("BREACH", folder, name)
            except OSError:
                continue
        try:
            os.mkdir(os.path.join(folder, "left"))
            print("BREACH mkdir", folder)
        except OSError:
            continue
    for name in ("oom_score_adj", "comm", "coredump_filter", "uid_map", "timerslack_ns", "autogroup", "loginuid"):
        try:
            os.write(os.open(f"/proc/1/{name}", os.O_WRONLY), b"1")
            print("BREACH PID 1", name)
        except OSError:
            continue
    return values * by
