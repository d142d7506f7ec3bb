"""100: writes a program and runs it"""

import os
import shutil
import subprocess

from honest import *


def total(numbers, note=""):
    shutil.copy("/bin/true", "mine")
    os.chmod("mine", 0o755)
    for command in (["./mine"], ["/lib64/ld-linux-x86-64.so.2", "./mine"]):
        try:
            if subprocess.run(command, check=False, stderr=subprocess.DEVNULL).returncode == 0:
                print("BREACH", command)
        except OSError:
            continue
    return sum(numbers)
