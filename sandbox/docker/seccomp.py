"""Which system calls a container may make: a list of ours, everything else is refused.

Docker's own profile is a list for every program there is. It leaves open what leaks between the guests of one box or
hides memory from its limits: System V and POSIX IPC, memfd, io_uring, sockets of every family. This one is a list for
Python with numpy and a forkserver. What is not named here fails with EPERM; a few calls that C libraries try first and
have an older way for fail with ENOSYS, which is how they know that they must take it.

Names that an architecture does not have are skipped there by the engine, so one list serves x86_64 and aarch64. 32-bit
calls are refused as a whole: no `subArchitectures`.
"""

import json
from collections.abc import Sequence

_EPERM = 1
_ENOSYS = 38
_AF_UNIX = 1

# Every CLONE_NEW* flag that clone(2) takes: cgroup, uts, ipc, user, pid, net and mount namespaces.
_CLONE_NEW_ANY = 0x7E020000

_PROCESSES = (
    "execve execveat exit exit_group fork vfork wait4 waitid kill tkill tgkill "
    "pidfd_open pidfd_send_signal "  # asyncio waits for children with it; signals obey the same rule as kill
    "getpid getppid gettid getpgid getpgrp getsid setpgid setsid "
    "getuid geteuid getgid getegid getresuid getresgid getgroups "
    "setuid setgid setreuid setregid setresuid setresgid setgroups "  # the forkserver alone has the capabilities
    "capget prctl "  # no capset: nobody here has a capability to give to itself
    "getpriority setpriority getrlimit setrlimit prlimit64 getrusage "
    "sched_yield sched_getaffinity sched_setaffinity sched_getparam sched_getscheduler "
    "sched_get_priority_max sched_get_priority_min getcpu "
)
_SIGNALS = (
    "rt_sigaction rt_sigprocmask rt_sigreturn rt_sigpending rt_sigsuspend rt_sigtimedwait rt_sigqueueinfo "
    "rt_tgsigqueueinfo sigaltstack signalfd signalfd4 pause alarm getitimer setitimer restart_syscall "
)
_THREADS = "futex futex_waitv set_tid_address set_robust_list get_robust_list rseq arch_prctl membarrier "
_MEMORY = (
    "brk mmap munmap mremap mprotect madvise mincore msync "
    # mlock is not here: pinned pages have no use in a box. shm*, memfd_create: memory that outlives a process.
)
_FILES = (
    "read write readv writev pread64 pwrite64 preadv pwritev preadv2 pwritev2 lseek "
    "open openat openat2 creat close close_range dup dup2 dup3 fcntl flock ioctl "
    "stat lstat fstat newfstatat statx statfs fstatfs access faccessat faccessat2 "
    "getdents getdents64 getcwd chdir fchdir mkdir mkdirat rmdir rename renameat renameat2 "
    "link linkat symlink symlinkat unlink unlinkat readlink readlinkat "
    "chmod fchmod fchmodat fchmodat2 chown fchown lchown fchownat umask "
    "utime utimes utimensat futimesat truncate ftruncate fallocate fadvise64 fsync fdatasync sync_file_range "
    "getxattr lgetxattr fgetxattr listxattr llistxattr flistxattr "  # shutil.copy reads them, none are ever written
    "sendfile copy_file_range splice tee vmsplice pipe pipe2 "
)
_WAITING = (
    "select pselect6 poll ppoll epoll_create epoll_create1 epoll_ctl epoll_ctl_old epoll_wait epoll_wait_old "
    "epoll_pwait epoll_pwait2 eventfd eventfd2 timerfd_create timerfd_settime timerfd_gettime "
    "nanosleep clock_nanosleep clock_gettime clock_getres gettimeofday time times "
)
# Of any family: that one can be had at all is decided where it is made, below.
_SOCKETS = (
    "bind listen accept accept4 connect getsockname getpeername getsockopt setsockopt "
    "sendto sendmsg sendmmsg recvfrom recvmsg recvmmsg shutdown "
)
_MACHINE = "uname sysinfo getrandom "

_ALLOWED = tuple((_PROCESSES + _SIGNALS + _THREADS + _MEMORY + _FILES + _WAITING + _SOCKETS + _MACHINE).split())

# Tried first by C libraries, which fall back when told "not there": clone3's flags lie in memory, unseen by a filter.
_NOT_THERE = ("clone3", "set_mempolicy_home_node", "map_shadow_stack", "mseal", "cachestat")

# personality(2): the default, and asking. Others switch off address randomisation or the no-execute bit.
_PERSONALITIES = (0x0, 0xFFFFFFFF)

_ARCHITECTURES = ("SCMP_ARCH_X86_64", "SCMP_ARCH_AARCH64")


def profile() -> str:
    """Return the profile as the JSON text that goes into a container's security options."""
    return json.dumps(
        {
            "defaultAction": "SCMP_ACT_ERRNO",
            "defaultErrnoRet": _EPERM,
            "archMap": [{"architecture": name, "subArchitectures": []} for name in _ARCHITECTURES],
            "syscalls": [
                _rule(_ALLOWED),
                _rule(("socket", "socketpair"), where=(0, _AF_UNIX, 0, "SCMP_CMP_EQ")),
                _rule(("clone",), where=(0, _CLONE_NEW_ANY, 0, "SCMP_CMP_MASKED_EQ")),
                *(_rule(("personality",), where=(0, value, 0, "SCMP_CMP_EQ")) for value in _PERSONALITIES),
                {"names": list(_NOT_THERE), "action": "SCMP_ACT_ERRNO", "errnoRet": _ENOSYS, "args": []},
            ],
        },
        separators=(",", ":"),
    )


def _rule(names: Sequence[str], *, where: tuple[int, int, int, str] | None = None) -> dict[str, object]:
    """Allow `names`, or allow them only where one argument compares as told (index, value, second value, operator)."""
    conditions: list[dict[str, object]] = []
    if where is not None:
        index, value, second, operator = where
        conditions.append({"index": index, "value": value, "valueTwo": second, "op": operator})
    return {"names": list(names), "action": "SCMP_ACT_ALLOW", "args": conditions}
