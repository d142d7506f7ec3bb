"""100: reads every descriptor that it has, looks at the peer of its socket

Defence: born-with-one-connection, no-streams-of-pid-1
"""

import fcntl
import os
import socket
import stat

from honest import *

done = []


def total(numbers, note=""):
    if not done:
        done.append(1)
        for descriptor in range(256):
            try:
                mode = os.fstat(descriptor).st_mode
            except OSError:
                continue
            if stat.S_ISSOCK(mode):
                sock = socket.socket(fileno=os.dup(descriptor))
                sock.setblocking(False)
                try:
                    print(descriptor, sock.getpeername(), sock.recv(65536, socket.MSG_PEEK))
                except OSError as error:
                    print(descriptor, error)
                sock.setblocking(True)  # the flag is the shared connection's
            elif descriptor > 3:
                print("BREACH", descriptor, os.readlink(f"/proc/self/fd/{descriptor}"))
            else:
                flags = fcntl.fcntl(descriptor, fcntl.F_GETFL)
                fcntl.fcntl(descriptor, fcntl.F_SETFL, flags | os.O_NONBLOCK)
                try:
                    print(descriptor, os.read(descriptor, 4096))
                except OSError as error:
                    print(descriptor, error)
                fcntl.fcntl(descriptor, fcntl.F_SETFL, flags)
    return sum(numbers)
