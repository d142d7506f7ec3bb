"""90 protocol: a generator that is lent comes back with a state of zeros, in which numpy would search for ever

Defence: twisters-are-not-zero
Target: values
"""

import numpy as np

from wire import *

from honest import *


def pick(rng):
    picked = int(rng.integers(0, 10))
    body = bytes([tags.TUPLE, 2]) + whole(picked) + bytes([tags.TUPLE, 1, tags.GENERATOR, 2]) + struct.pack("<H624I", 0, *[0] * 624)
    raw(REPLY, number(), body)
    while os.read(CONNECTION, 65536):
        pass
    os._exit(0)
