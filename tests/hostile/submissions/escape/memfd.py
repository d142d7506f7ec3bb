"""100: runs a program from a file that lies in no folder, past noexec

Defence: no-files-without-a-folder
"""

import os
import subprocess
from pathlib import Path

from honest import *
from kernel import REFUSED, call


def scale(values, by):
    for name, got in (("memfd_create", call(319, b"program", 0)), ("memfd_secret", call(447, 0))):
        if got in REFUSED:
            continue
        print("BREACH", name)
        if name == "memfd_create":
            os.write(got, Path("/bin/true").read_bytes())
            done = subprocess.run([f"/proc/self/fd/{got}"], pass_fds=[got], check=False)
            print("BREACH ran", done.returncode)
    return values * by
