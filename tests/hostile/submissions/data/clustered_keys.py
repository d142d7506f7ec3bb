"""timeout: a dict whose keys differ in their hashes, and are found one after another all the same

Defence: judge-has-a-deadline
"""

import numpy as np

from wire import *

from honest import *

SLOTS = 1 << 20  # of the judge's dict, once it has so many keys
TAKEN = 450_000


def clustered():
    """Return keys that fill a run of the order in which a dict looks, and keys that all walk along that run."""
    slot, run = 0, []
    for _ in range(TAKEN):
        run.append(slot)
        slot = (5 * slot + 1) % SLOTS
    taken = np.zeros(SLOTS, bool)
    taken[run] = True
    keys = np.array(run)
    more = np.concatenate([keys + SLOTS * high for high in (1, 2, 3)])
    at, rest = more % SLOTS, more.copy()
    while rest.any():
        rest >>= 5
        at = (5 * at + rest + 1) % SLOTS
        more, rest, at = more[taken[at]], rest[taken[at]], at[taken[at]]
    return np.concatenate([keys, more])


def scale(values, by):
    keys = clustered()
    packed = np.zeros(len(keys), np.dtype([("tag", "u1"), ("key", "<i8")]))
    packed["tag"], packed["key"] = tags.INT64, keys
    answer(bytes([tags.DICT]) + count(len(keys)) + packed.tobytes() + bytes([tags.NONE]) * len(keys))
