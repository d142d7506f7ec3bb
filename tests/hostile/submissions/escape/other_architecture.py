"""100: makes 32-bit system calls, past a filter by number

Defence: no-32-bit-calls
"""

import ctypes
import mmap
import os
import platform

from honest import *

CALLS = {  # mov eax, number; mov ebx, 2; mov ecx, 1; xor edx, edx; int 0x80; ret
    "socket": "53b867010000bb02000000b90100000031d2cd805bc3",
    "getpid": "53b814000000bb02000000b90100000031d2cd805bc3",
}
X32 = 0x40000000


def scale(values, by):
    if platform.machine() != "x86_64":
        return values * by
    for name, code in CALLS.items():
        child = os.fork()
        if child == 0:
            room = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
            room.write(bytes.fromhex(code))
            call = ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(room)))
            print("BREACH", name, call(), flush=True)
            os._exit(0)
        os.waitpid(child, 0)
    child = os.fork()
    if child == 0:
        got = ctypes.CDLL(None).syscall(ctypes.c_long(X32 + 39))
        print("BREACH x32" if got > 0 else "", flush=True)
        os._exit(0)
    os.waitpid(child, 0)
    return values * by
