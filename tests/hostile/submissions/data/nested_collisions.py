"""timeout: sets within sets that share a hash at every level, and differ in the last thing that is compared

Defence: judge-has-a-deadline
"""

from wire import *

from honest import *

EACH = 60  # fewer than may share a hash in one set
SAME_HASH = 2**61 - 1


def alike(first, last):
    """Return a set whose members are `first`, and as its last one `last`."""
    return bytes([tags.FROZENSET, EACH]) + b"".join(first[:-1]) + last


def scale(values, by):
    integers = [whole(number * SAME_HASH) for number in range(1, 2 * EACH)]
    low = [alike(integers[:EACH], each) for each in integers[EACH - 1 : 2 * EACH - 1]]
    middle = [alike(low, alike(integers[:EACH], whole(number * SAME_HASH))) for number in range(1_000, 1_000 + EACH)]
    answer(bytes([tags.SET, EACH]) + b"".join(middle))
