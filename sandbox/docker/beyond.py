"""What our profile forbids beyond Docker's own, and why: a test compares this list with both profiles.

Docker's is taken for a container that was given no capability, on x86_64. Of the calls in `calls.CHOICES` ours forbids
a part: families of sockets, flags of clone, commands of fcntl, ioctl and prctl, and so on, as told there.
"""

from sandbox.docker.calls import Group

FORBIDDEN = (
    Group(
        why="memory, semaphores and queues that outlive the guest that made them, with no file that could be swept",
        names="ipc msgctl msgget msgrcv msgsnd semctl semget semop semtimedop shmat shmctl shmdt shmget mq_getsetattr "
        "mq_notify mq_open mq_timedreceive mq_timedsend mq_unlink",
    ),
    Group(
        why="files that lie in no folder: programs could be run from them past noexec, and no sweep sees them",
        names="memfd_create memfd_secret",
    ),
    Group(
        why="other processes: their memory, descriptors, locks and death; a debugger has no use behind the wall",
        names="ptrace process_vm_readv process_vm_writev process_mrelease get_robust_list pidfd_send_signal",
    ),
    Group(
        why="rings and queues of requests that the kernel works off by itself, where no filter sees them",
        names="io_setup io_submit io_cancel io_destroy io_getevents io_pgetevents io_uring_setup io_uring_enter "
        "io_uring_register",
    ),
    Group(
        why="programs for the kernel, and one's own rules on top of ours: code that Python never runs",
        names="seccomp landlock_create_ruleset landlock_add_rule landlock_restrict_self",
    ),
    Group(
        why="watching what others do with files, and files by handle instead of by name",
        names="inotify_init inotify_init1 inotify_add_watch inotify_rm_watch fanotify_mark name_to_handle_at "
        "listmount statmount",
    ),
    Group(
        why="what can be hung on a file and is no file: attributes, access lists; owners; FIFOs and devices",
        names="setxattr lsetxattr fsetxattr setxattrat removexattr lremovexattr fremovexattr removexattrat getxattrat "
        "listxattrat chown fchown lchown fchownat mknod mknodat",
    ),
    Group(
        why="priority, processor and scheduling, of others too: who cleans up has the guest's effective user id",
        names="getpriority setpriority sched_setaffinity sched_setattr sched_getattr sched_setparam sched_getparam "
        "sched_setscheduler sched_getscheduler sched_get_priority_max sched_get_priority_min sched_rr_get_interval "
        "ioprio_get ioprio_set",
    ),
    Group(
        why="pinned memory; what is in the page cache, which all containers share",
        names="mlock mlock2 mlockall munlock munlockall mincore cachestat readahead",
    ),
    Group(
        why="pages that are passed on instead of copied: twice a way to write what one may only read",
        names="splice tee vmsplice remap_file_pages",
    ),
    Group(
        why="timers and signals that nothing in Python makes; signals that say what they like of their sender",
        names="timer_create timer_delete timer_getoverrun timer_gettime timer_settime signalfd signalfd4 "
        "rt_sigqueueinfo rt_tgsigqueueinfo",
    ),
    Group(why="the machine's clock and disks", names="adjtimex clock_adjtime sync syncfs sync_file_range"),
    Group(
        why="user ids and capabilities in ways that the forkserver does not use",
        names="setuid setgid setreuid setregid setfsuid setfsgid capget capset",
    ),
    Group(
        why="execution domains, segments and protection keys: ways around address randomisation and no-execute",
        names="personality modify_ldt pkey_alloc pkey_free pkey_mprotect uretprobe",
    ),
    Group(
        why="older names of what is allowed, of no use to a C library that is younger than ten years",
        names="accept creat epoll_create epoll_ctl_old epoll_wait_old eventfd fork futimesat getdents getrlimit "
        "setrlimit tkill utime utimes execveat recvmmsg sendmmsg epoll_pwait2",
    ),
    Group(
        why='newer names of what is allowed: told "not there", or by a C library that asks for them later, refused',
        names="openat2 futex_wait futex_wake futex_waitv futex_requeue membarrier map_shadow_stack mseal",
    ),
    Group(
        why="calls of 32-bit programs, and of other machines",
        names="_llseek _newselect chown32 fchown32 lchown32 clock_adjtime64 clock_getres_time64 clock_gettime64 "
        "clock_nanosleep_time64 fadvise64_64 fcntl64 fstat64 fstatat64 fstatfs64 ftruncate64 futex_time64 getegid32 "
        "geteuid32 getgid32 getgroups32 getresgid32 getresuid32 getuid32 get_thread_area set_thread_area "
        "io_pgetevents_time64 lstat64 mmap2 mq_timedreceive_time64 mq_timedsend_time64 ppoll_time64 pselect6_time64 "
        "recv recvmmsg_time64 riscv_hwprobe rt_sigtimedwait_time64 sched_rr_get_interval_time64 semtimedop_time64 send "
        "sendfile64 setfsgid32 setfsuid32 setgid32 setgroups32 setregid32 setresgid32 setresuid32 setreuid32 setuid32 "
        "sigprocmask sigreturn socketcall stat64 statfs64 timer_gettime64 timer_settime64 timerfd_gettime64 "
        "timerfd_settime64 truncate64 ugetrlimit utimensat_time64 waitpid",
    ),
)
