"""100: looks for programs that give rights away

Defence: no-set-user-id-files
"""

import os
import stat

from honest import *


def scale(values, by):
    for folder, folders, files in os.walk("/"):
        folders[:] = [name for name in folders if os.path.join(folder, name) not in ("/proc", "/sys")]
        for name in (*folders, *files):
            path = os.path.join(folder, name)
            try:
                if os.lstat(path).st_mode & (stat.S_ISUID | stat.S_ISGID) and not os.path.islink(path):
                    print("BREACH", path)
            except OSError:
                continue
    return values * by
