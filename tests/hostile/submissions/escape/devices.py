"""100: opens devices and the sockets of container engines"""

import os
import socket

from honest import *


def total(numbers, note=""):
    for name in os.listdir("/dev"):
        if name in ("null", "zero", "full", "random", "urandom", "tty", "ptmx", "pts", "fd", "stdin", "stdout", "stderr"):
            continue
        try:
            os.close(os.open(f"/dev/{name}", os.O_RDONLY | os.O_NONBLOCK))
            print("BREACH", name) if os.listdir(f"/dev/{name}") else None
        except NotADirectoryError:
            print("BREACH", name)
        except OSError:
            continue
    for path in ("/var/run/docker.sock", "/run/docker.sock", "/run/containerd/containerd.sock", "/run/podman/podman.sock"):
        try:
            socket.socket(socket.AF_UNIX).connect(path)
            print("BREACH", path)
        except OSError:
            continue
    return sum(numbers)
