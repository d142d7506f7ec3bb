"""failed: writes results at exit

Defence: only-what-passed-earns
"""

import atexit
import sys

from honest import *


@atexit.register
def results():
    print("5 passed", flush=True)


def total(numbers, note=""):
    raise SystemExit(0)
