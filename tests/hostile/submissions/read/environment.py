"""100: prints the environment, its own and that of PID 1"""

import ctypes
import os
from pathlib import Path

from honest import *


def total(numbers, note=""):
    print(dict(os.environ))
    getenv = ctypes.CDLL(None).getenv
    getenv.restype = ctypes.c_char_p
    print(getenv(b"PREBRIEF_CANARY"))
    for process in ("self", "1", "thread-self"):
        try:
            print(Path(f"/proc/{process}/environ").read_bytes())
        except OSError as error:
            print(error)
    return sum(numbers)
