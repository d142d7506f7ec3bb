"""100: opens devices and the sockets of container engines

Defence: no-devices
"""

import os
import socket

from honest import *

HARMLESS = {"null", "zero", "full", "random", "urandom", "tty", "stdin", "stdout", "stderr", "fd"}


def scale(values, by):
    for folder, _, names in os.walk("/dev"):
        for name in set(names) - HARMLESS:
            try:
                os.close(os.open(os.path.join(folder, name), os.O_RDONLY | os.O_NONBLOCK))
                print("BREACH", folder, name)
            except OSError:
                continue
    for path in ("/var/run/docker.sock", "/run/docker.sock", "/run/containerd/containerd.sock", "/run/podman/podman.sock"):
        try:
            socket.socket(socket.AF_UNIX).connect(path)
            print("BREACH", path)
        except OSError:
            continue
    return values * by
