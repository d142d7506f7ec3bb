"""100: calls of the kernel that a solution has no use for"""

import ctypes
import platform

libc = ctypes.CDLL(None, use_errno=True)


def breached(**calls):
    """Print which of these system calls (number and arguments, x86_64) were not refused."""
    for name, arguments in calls.items() if platform.machine() == "x86_64" else ():
        if libc.syscall(*(ctypes.c_long(item) if isinstance(item, int) else item for item in arguments)) >= 0:
            print("BREACH", name)

from honest import *


def total(numbers, note=""):
    room = ctypes.create_string_buffer(4096)
    breached(
        io_uring_setup=(425, 4, room), memfd_create=(319, b"x", 0), memfd_secret=(447, 0), bpf=(321, 0, room, 72),
        perf_event_open=(298, room, 0, -1, -1, 0), userfaultfd=(323, 1), fanotify_init=(300, 0, 0),
        inotify_init=(253,), init_module=(175, room, 0, b""), kexec_load=(246, 0, 0, 0, 0), syslog=(103, 3, room, 4096),
        swapon=(167, b"/tmp/x", 0), reboot=(169, 0, 0, 0, 0), acct=(163, 0), quotactl=(179, 0, 0, 0, room),
        sethostname=(170, b"x", 1), settimeofday=(164, room, 0), clock_settime=(227, 0, room), adjtimex=(159, room),
        iopl=(172, 3), ioperm=(173, 0, 1, 1), modify_ldt=(154, 0, room, 16), vm86=(154, 1, room, 16),
        personality=(135, 0x0040000), mlockall=(151, 1), mbind=(237, 0, 0, 0, 0, 0, 0), migrate_pages=(256, 0, 0, 0, 0),
        move_pages=(279, 0, 0, 0, 0, 0, 0), remap_file_pages=(216, 0, 0, 0, 0, 0), lookup_dcookie=(212, 0, room, 100),
        landlock=(444, 0, 0, 1), seccomp_listener=(317, 1, 8, room), ioprio_set=(251, 1, 0, 0), vhangup=(153,),
        sched_setattr=(314, 0, room, 0), sched_setscheduler=(144, 0, 1, room), rseq_slice=(471, 0, 0),
    )
    return sum(numbers)
