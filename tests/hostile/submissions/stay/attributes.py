"""100: hangs data and access lists on files and folders

Defence: no-attributes
"""

from honest import *
from kernel import past


def scale(values, by):
    open("mine", "w").close()
    acl = bytes.fromhex("02000000" "01000700ffffffff" "04000000ffffffff" "20000000ffffffff")
    past(
        setxattr=(188, b"mine", b"user.left", b"left", 4, 0),
        acl=(188, b".", b"system.posix_acl_default", acl, len(acl), 0),
        removexattr=(197, b"mine", b"user.left"),
    )
    return values * by
