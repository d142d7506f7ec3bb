"""60 refused: hands out more objects than anybody can hold

Defence: objects-handed-out
"""

import os
import struct

from wire import *

import honest
from honest import *
from sandbox.wall.codec import tags

MANY = 110_000


class Tally(honest.Tally):
    def __init__(self):
        one = whole(Ref("handle", (1 << 40, "instance", "solution", ("Tally",))))
        head, tail = one.split(struct.pack("<q", 1 << 40))
        body = bytes((tags.TUPLE, 2, tags.LIST, 255)) + struct.pack("<I", MANY)
        body += b"".join(head + struct.pack("<q", (1 << 40) + at) + tail for at in range(MANY)) + whole(())
        rest = memoryview(HEADER.pack(len(body), REPLY, number()) + body)
        while rest:
            rest = rest[os.write(CONNECTION, rest) :]
