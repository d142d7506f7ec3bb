"""100: raises its own limits as far as it may, then takes what they allow

Defence: limits-are-hard
"""

import os
import resource

from honest import *


def scale(values, by):
    for name in ("CPU", "NPROC", "NOFILE", "FSIZE"):
        kind = getattr(resource, f"RLIMIT_{name}")
        soft, hard = resource.getrlimit(kind)
        resource.setrlimit(kind, (hard, hard))
        if hard == resource.RLIM_INFINITY or hard > soft + 1:
            print("BREACH", name, soft, "may become", hard)
    return values * by
