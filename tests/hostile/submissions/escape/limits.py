"""100: raises its own limits and those of PID 1

Defence: limits-only-go-down
"""

import resource

from honest import *


def scale(values, by):
    for name in ("CPU", "NPROC", "NOFILE", "FSIZE", "CORE"):
        kind = getattr(resource, f"RLIMIT_{name}")
        soft, hard = resource.getrlimit(kind)
        for more in (4 * soft, hard + 1):
            try:
                resource.setrlimit(kind, (more, max(more, hard)))
                print("BREACH", name, more)
            except (OSError, ValueError):
                continue
        try:
            resource.prlimit(1, kind)
            print("BREACH PID 1", name)
        except OSError:
            continue
    return values * by
