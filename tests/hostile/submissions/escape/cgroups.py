"""100: writes to cgroup files and kernel settings"""

import os

from honest import *


def total(numbers, note=""):
    wanted = ("tasks", "cgroup.procs", "release_agent", "memory.limit_in_bytes", "memory.max", "pids.max", "cpu.cfs_quota_us", "notify_on_release")
    paths = [os.path.join(folder, name) for folder, _, names in os.walk("/sys/fs/cgroup") for name in names if name in wanted]
    paths += ["/proc/sys/kernel/core_pattern", "/proc/sysrq-trigger", "/proc/sys/vm/drop_caches", "/proc/1/oom_score_adj", "/proc/1/comm"]
    for path in paths:
        try:
            os.close(os.open(path, os.O_WRONLY))
            print("BREACH", path)
        except OSError:
            continue
    try:
        os.mkdir("/sys/fs/cgroup/memory/left")
        print("BREACH mkdir")
    except OSError:
        pass
    return sum(numbers)
