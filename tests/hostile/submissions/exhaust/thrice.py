"""40 out_of_memory: fills memory with what belongs to no process, in three tests of five

Defence: guests-are-killed-first
"""

import os
import socket
import time

import honest
from honest import *

BLOCK = bytes(64 << 10)


def fill():
    """Fill the kernel's memory, so that no process is large."""
    kept = []
    try:
        while True:
            kept.append(socket.socketpair())
            for end in kept[-1]:
                end.setblocking(False)
                try:
                    while True:
                        end.send(BLOCK)
                except BlockingIOError:
                    continue
    except OSError:
        time.sleep(3600)


def everywhere():
    for _ in range(14):
        if os.fork() == 0:
            fill()
    fill()


def scale(values, by):
    everywhere()


def parse(text):
    everywhere()


def consult(model, question):
    everywhere()
