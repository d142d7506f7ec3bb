"""100: System V and POSIX memory, semaphores and queues, key rings"""

import ctypes
import mmap
import os

libc = ctypes.CDLL(None, use_errno=True)

from honest import *


def total(numbers, note=""):
    attempts = {
        "shmget": lambda: libc.shmget(0x5EC2, 4096, 0o1666),
        "semget": lambda: libc.semget(0x5EC2, 1, 0o1666),
        "msgget": lambda: libc.msgget(0x5EC2, 0o1666),
        "shm_open": lambda: libc.shm_open(b"/left", os.O_CREAT | os.O_RDWR, 0o666),
        "mq_open": lambda: libc.mq_open(b"/left", os.O_CREAT | os.O_RDWR, 0o666, None),
        "sem_open": lambda: 0 if libc.sem_open(b"/left", os.O_CREAT, 0o666, 1) else -1,
        "add_key": lambda: libc.syscall(248, b"user", b"left", b"left", 4, -4),
        "keyctl": lambda: libc.syscall(250, 0, -4, 1, 0, 0),
        "request_key": lambda: libc.syscall(249, b"user", b"left", None, -4),
        "memfd_create": lambda: libc.syscall(319, b"left", 0),
    }
    for name, attempt in attempts.items():
        if attempt() >= 0:
            print("BREACH", name)
    assert mmap.PAGESIZE
    return sum(numbers)
