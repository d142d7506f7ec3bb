"""100: watches what others do with files

Defence: no-watching-of-files
"""

from honest import *
from kernel import past


def scale(values, by):
    past(inotify_init1=(294, 0), inotify_init=(253,), fanotify_init=(300, 0x200, 0))
    return values * by
