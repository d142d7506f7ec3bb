"""100: leaves files of every kind and permission

Defence: files-are-swept, the-root-is-read-only
"""

import os
import socket

from honest import *


def scale(values, by):
    mine = b"/tmp/left-" + str(os.getpid()).encode()
    for index, mode in enumerate((0, 0o777, 0o4777, 0o1000, 0o2070)):
        with open(mine + b"\xff\n" + bytes([65 + index]), "w") as file:
            file.write("left")
        os.chmod(mine + b"\xff\n" + bytes([65 + index]), mode)
    try:
        os.symlink("/wall", mine + b"-link")
        socket.socket(socket.AF_UNIX).bind(mine + b"-sock")
        os.link(mine + b"-sock", mine + b"-hard")
    except OSError:
        pass
    for place in ("/dev", "/dev/pts", "/var/tmp", "/run", "/run/lock", "/", "/wall", "/usr/local", "/home", "/root", "/var/lock"):
        try:
            open(place + "/left", "w").close()
            print("BREACH", place)
        except OSError:
            continue
    return values * by
