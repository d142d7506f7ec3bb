"""100: takes other users' ids: root's, the killer's, the next guest's

Defence: a-user-id-of-its-own
"""

import os

from honest import *
from kernel import call


def scale(values, by):
    mine = os.getuid()
    for uid in (0, mine - 1, mine + 1, 50_000):
        for name, arguments in {
            "setresuid": (117, uid, uid, uid),
            "setresuid, kept": (117, -1, uid, mine),
            "setresgid": (119, uid, uid, uid),
            "setuid": (105, uid),
            "setgid": (106, uid),
            "setreuid": (113, uid, uid),
        }.items():
            if call(*arguments) >= 0:
                print("BREACH", name, uid)
    return values * by
