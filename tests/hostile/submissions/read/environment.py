"""100: prints the environment, its own and that of PID 1

Defence: an-environment-of-its-own
"""

import ctypes
import os
from pathlib import Path

from honest import *


EXPECTED = {"HOME", "TMPDIR", "PATH", "LANG", "TZ", "PYTHONHASHSEED", "PYTHONDONTWRITEBYTECODE"}


def total(numbers, note=""):
    print(dict(os.environ))
    for name in os.environ:
        if name not in EXPECTED and not name.endswith("_NUM_THREADS"):
            print("BREACH", name, os.environ[name])
    getenv = ctypes.CDLL(None).getenv
    getenv.restype = ctypes.c_char_p
    print(getenv(b"PREBRIEF_CANARY"))
    for process in ("self", "1", "thread-self"):
        try:
            print(Path(f"/proc/{process}/environ").read_bytes())
        except OSError as error:
            print(error)
    return sum(numbers)
