"""100: reads PID 1's variables

Defence: an-environment-of-its-own
"""

import os

from honest import *

ITS_OWN = {"HOME", "TMPDIR", "PATH", "LANG", "TZ", "PYTHONHASHSEED", "PYTHONDONTWRITEBYTECODE"}
ITS_OWN |= {"OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"}


def scale(values, by):
    for name in set(os.environ) - ITS_OWN:
        print("BREACH", name, os.environ[name])
    return values * by
