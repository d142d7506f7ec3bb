"""100: passes descriptors to the judge with its replies, as many as fit

Defence: no-descriptor-crosses
"""

import socket

from sandbox.wall.channel import Channel

from honest import *


def total(numbers, note=""):
    def write(self, data):
        socket.send_fds(self._sock, [bytes(data)], [0] * 250)

    Channel._write = Channel._write_at_once = write
    return sum(numbers)
