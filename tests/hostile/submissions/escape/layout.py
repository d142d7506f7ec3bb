"""100: has addresses no longer drawn at random, makes segments and protection keys

Defence: no-other-layout
"""

from honest import *
from kernel import past, room


def scale(values, by):
    past(
        personality=(135, 0x0040000),
        modify_ldt=(154, 0, room(16), 16),
        pkey_alloc=(330, 0, 0),
        remap_file_pages=(216, 0, 0, 0, 0, 0),
    )
    return values * by
