"""100: mounts, roots, and the tree of mounts as the newer calls have it

Defence: no-mounts
"""

import os

from honest import *
from kernel import past, room


def scale(values, by):
    past(
        mount=(165, b"tmpfs", b"/tmp", b"tmpfs", 0, 0),
        bind=(165, b"/", b"/tmp", 0, 4096, 0),
        umount=(166, b"/proc/kcore", 2),
        pivot_root=(155, b"/tmp", b"/tmp"),
        chroot=(161, b"/tmp"),
        open_tree=(428, -100, b"/", 0),
        move_mount=(429, -100, b"/", -100, b"/tmp", 0),
        fsopen=(430, b"tmpfs", 0),
        mount_setattr=(442, -100, b"/", 0, room(32), 32),
        statmount=(457, room(24), room(), 4096, 0),
        listmount=(458, room(24), room(), 512, 0),
    )
    for path in ("/proc/1/root", "/proc/1/cwd", "/proc/1/fd/0", "/proc/1/map_files"):
        try:
            os.stat(path + "/.")
            print("BREACH", path)
        except OSError:
            continue
    return values * by
