"""100: raises its own limits and those of PID 1

Defence: a-user-id-of-its-own
"""

import resource

from honest import *


def scale(values, by):
    for name in ("CPU", "NPROC", "NOFILE", "FSIZE", "CORE"):
        kind = getattr(resource, f"RLIMIT_{name}")
        soft, hard = resource.getrlimit(kind)
        try:
            resource.setrlimit(kind, (soft, resource.RLIM_INFINITY if hard != resource.RLIM_INFINITY else hard))
            print("BREACH", name)
        except (OSError, ValueError):
            pass
        try:
            resource.prlimit(1, kind)
            print("BREACH PID 1", name)
        except OSError:
            continue
    return values * by
