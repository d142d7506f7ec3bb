"""Which system calls a judge or a box may make, each group with what needs it: Python, numpy, pytest, the forkserver.

A call that is in no group is refused; `beyond.py` lists those of them that Docker's own profile allows, and why they
are not here. Names that an architecture or an engine's library does not know are skipped there.
"""

from collections.abc import Iterator
from dataclasses import dataclass

_INT = 0xFFFFFFFF  # the kernel looks at the lower half of an argument that is an int


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Calls that may be made with any arguments."""

    why: str
    names: str

    def __iter__(self) -> Iterator[str]:
        return iter(self.names.split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Calls of which one argument decides: `mask` of it has to be one of the `values`."""

    why: str
    names: str
    argument: int
    values: tuple[int, ...]
    mask: int = _INT

    def __iter__(self) -> Iterator[str]:
        return iter(self.names.split())


GROUPS = (
    Group(
        why="a process: the forkserver's children, subprocess, multiprocessing; asyncio waits on a pidfd",
        names="execve exit exit_group vfork wait4 waitid kill tgkill pidfd_open "
        "getpid getppid gettid getpgid getpgrp getsid setpgid setsid",
    ),
    Group(
        why="who one is; the forkserver alone has the capabilities to become another",
        names="getuid geteuid getgid getegid getresuid getresgid getgroups setresuid setresgid setgroups",
    ),
    Group(
        why="signals and the timers that send them: signal, time limits that a solution sets itself",
        names="rt_sigaction rt_sigprocmask rt_sigreturn rt_sigpending rt_sigsuspend rt_sigtimedwait sigaltstack "
        "pause alarm getitimer setitimer restart_syscall",
    ),
    Group(
        why="threads, as the C library makes them; the number of processors, and giving one's turn away",
        names="set_tid_address set_robust_list rseq arch_prctl sched_yield sched_getaffinity getcpu",
    ),
    Group(why="memory of one's own", names="brk mmap munmap mremap mprotect msync"),
    Group(
        why="reading and writing what is open",
        names="read write readv writev pread64 pwrite64 preadv pwritev preadv2 pwritev2 lseek close close_range "
        "dup dup2 dup3 flock pipe pipe2 sendfile copy_file_range",
    ),
    Group(
        why="files by name: the import system, tempfile, shutil, sqlite3; `open` and `stat` for older C libraries",
        names="open openat stat lstat fstat newfstatat statx statfs fstatfs access faccessat faccessat2 "
        "getdents64 getcwd chdir fchdir mkdir mkdirat rmdir rename renameat renameat2 link linkat symlink symlinkat "
        "unlink unlinkat readlink readlinkat chmod fchmod fchmodat fchmodat2 umask utimensat truncate ftruncate "
        "fallocate fadvise64 fsync fdatasync",
    ),
    Group(
        why="extended attributes, to read: shutil.copy2 and `ls -l` ask for them",
        names="getxattr lgetxattr fgetxattr listxattr llistxattr flistxattr",
    ),
    Group(
        why="waiting: select, selectors, asyncio, os.eventfd, os.timerfd_create, time",
        names="select pselect6 poll ppoll epoll_create1 epoll_ctl epoll_wait epoll_pwait eventfd2 timerfd_create "
        "timerfd_settime timerfd_gettime nanosleep clock_nanosleep clock_gettime clock_getres gettimeofday time times",
    ),
    Group(
        why="Unix sockets: the wall, asyncio, multiprocessing; the family is decided where one is made",
        names="bind listen accept4 connect getsockname getpeername recvfrom recvmsg shutdown",
    ),
    Group(
        why="what machine this is, what was used, what is random",
        names="uname sysinfo getrusage getrandom",
    ),
)

CHOICES = (
    Choice(
        why="sockets of one family, AF_UNIX: any other is a network, or a way to talk to the kernel",
        names="socket socketpair",
        argument=0,
        values=(1,),
    ),
    Choice(
        why="messages, but not MSG_OOB: nobody needs it, and in Unix sockets it has been a way into the kernel",
        names="sendto",
        argument=3,
        values=(0,),
        mask=0x1,
    ),
    Choice(why="the same", names="sendmsg", argument=2, values=(0,), mask=0x1),
    Choice(
        why="what Python asks or sets of a socket: type, error, buffers, time limits, reuse, peer, domain, protocol; "
        "not packet filters, which are programs for the kernel",
        names="getsockopt setsockopt",
        argument=2,
        values=(2, 3, 4, 7, 8, 17, 20, 21, 30, 38, 39),
    ),
    Choice(
        why="processes and threads, with no namespace of their own (NEW*), as nobody else's child (PARENT), untraced "
        "(PTRACE)",
        names="clone",
        argument=0,
        values=(0,),
        mask=0x7E020000 | 0x8000 | 0x2000,
    ),
    Choice(
        why="locks of threads: wait, wake, requeue; not the operations that lend priorities, of no use to Python",
        names="futex",
        argument=1,
        values=(0, 1, 3, 4, 5, 9, 10),
        mask=0x7F,
    ),
    Choice(
        why="one's own limits, asked and lowered: process 0 is the one that asks",
        names="prlimit64",
        argument=0,
        values=(0,),
    ),
    Choice(
        why="one's own death with the parent's, whether memory may be dumped, a thread's name; SET_SECCOMP and "
        "NO_NEW_PRIVS, by which a guest forbids itself more",
        names="prctl",
        argument=0,
        values=(1, 2, 3, 4, 15, 16, 22, 38),
    ),
    Choice(
        why="descriptors and locks: DUPFD, GETFD, SETFD, GETFL, SETFL, GETLK, SETLK, SETLKW, OFD_*, DUPFD_CLOEXEC; "
        "none that has the kernel send signals (SETOWN, SETSIG, NOTIFY, SETLEASE) or hold more (SETPIPE_SZ)",
        names="fcntl",
        argument=1,
        values=(0, 1, 2, 3, 4, 5, 6, 7, 36, 37, 38, 1030),
    ),
    Choice(
        why="isatty (TCGETS), the size of a terminal that there is not, FIONREAD, FIONBIO, FIONCLEX, FIOCLEX; nothing "
        "else of what drivers, terminals and file systems have",
        names="ioctl",
        argument=1,
        values=(0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451),
    ),
    Choice(
        why="allocators' advice: NORMAL to DONTNEED, FREE, *FORK, *HUGEPAGE, *DUMP, *ONFORK, COLD, POPULATE_*, "
        "COLLAPSE, GUARD_*; not MERGEABLE, which tells by time what other containers hold, nor PAGEOUT and REMOVE",
        names="madvise",
        argument=2,
        values=(0, 1, 2, 3, 4, 8, 10, 11, 14, 15, 16, 17, 18, 19, 20, 22, 23, 25, 102, 103),
    ),
)

# Tried first by C libraries and others, which have an older way and take it when told "not there". What clone3 is asked
# for lies in memory, where no filter sees it.
NOT_THERE = (
    "clone3",
    "openat2",
    "set_mempolicy_home_node",
    "map_shadow_stack",
    "mseal",
    "cachestat",
    "futex_waitv",
)


def allowed() -> frozenset[str]:
    """Return the names of all calls that may be made, with some arguments at least."""
    return frozenset(name for each in (*GROUPS, *CHOICES) for name in each)
