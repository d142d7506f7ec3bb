"""90 protocol: one number for a generator and for an iterator

Defence: a-handle-keeps-its-kind
Target: wide
"""

import time

from wire import *

from honest import *



def steps(n):
    say(REPLY, number(), (Ref("handle", (1_000, "generator" if n else "iterator", "", ())), ()))
    if not n:
        time.sleep(30)
    return NotImplemented  # which is never sent: the judge has ended us by then, or asks no more
