"""90 protocol: a generator that is lent comes back with a position beyond its state, from which numpy would read

Defence: twister-positions
Target: values
"""

import numpy as np

from wire import *

from honest import *


def pick(rng):
    picked = int(rng.integers(0, 10))
    body = bytes([tags.TUPLE, 2]) + whole(picked) + bytes([tags.TUPLE, 1, tags.GENERATOR, 2]) + struct.pack("<H624I", 60_000, *range(1, 625))
    raw(REPLY, number(), body)
    while os.read(CONNECTION, 65536):
        pass
    os._exit(0)
