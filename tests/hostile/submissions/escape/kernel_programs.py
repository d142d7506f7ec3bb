"""100: loads programs into the kernel

Defence: no-programs-for-the-kernel
"""

from honest import *
from kernel import past, room


def scale(values, by):
    past(
        bpf=(321, 0, room(), 1 << 20),
        seccomp_size=(317, 3, 0, room(8)),
        seccomp_listener=(317, 1, 8, room(16)),
        landlock=(444, 0, 0, 1),
    )
    return values * by
