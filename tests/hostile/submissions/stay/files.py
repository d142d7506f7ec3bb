"""100: leaves files of every kind and permission"""

import os
import socket

from honest import *

done = []


def total(numbers, note=""):
    if done:
        return sum(numbers)
    done.append(1)
    mine = b"/tmp/left-" + str(os.getpid()).encode()
    for index, mode in enumerate((0, 0o777, 0o4777, 0o1000, 0o2070)):
        with open(mine + b"\xff\n" + bytes([65 + index]), "w") as file:
            file.write("left")
        os.chmod(mine + b"\xff\n" + bytes([65 + index]), mode)
    for index, mode in enumerate((0, 0o1777, 0o700)):
        os.makedirs(mine + b"-dir%d/inner" % index, exist_ok=True)
        os.chmod(mine + b"-dir%d" % index, mode)
    try:
        os.symlink("/wall", mine + b"-link")
        os.mkfifo(mine + b"-fifo")
        socket.socket(socket.AF_UNIX).bind(mine + b"-sock")
        os.link(mine + b"-link", mine + b"-hard")
    except OSError:
        pass
    for place in ("/dev/shm", "/dev/mqueue", "/var/tmp", "/run", "/run/lock", "/", "/wall", "/usr/local", "/home", "/root"):
        try:
            open(place + "/left", "w").close()
            print("BREACH", place)
        except OSError:
            continue
    return sum(numbers)
