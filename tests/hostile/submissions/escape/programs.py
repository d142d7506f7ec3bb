"""100: writes a program and runs it

Defence: tmp-runs-no-programs
"""

import ctypes
import os
import shutil
import subprocess

import numpy.random

from honest import *


def scale(values, by):
    shutil.copy("/bin/true", "mine")
    os.chmod("mine", 0o755)
    for command in (["./mine"], ["/lib64/ld-linux-x86-64.so.2", "./mine"], ["/lib/ld-linux-aarch64.so.1", "./mine"]):
        try:
            if subprocess.run(command, check=False, stderr=subprocess.DEVNULL).returncode == 0:
                print("BREACH", command)
        except OSError:
            continue
    shutil.copy(numpy.random._common.__file__, "mine.so")
    try:
        print("BREACH", ctypes.CDLL(os.path.abspath("mine.so")))
    except OSError:
        pass
    return values * by
