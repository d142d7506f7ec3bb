"""100: a good submission that takes nearly all that it may in every test: processes, files, memory, output"""

import os
import time

import honest

PROCESSES = 12
DESCRIPTORS = 50
FILE_BYTES = 12 << 20
MEMORY_BYTES = 40 << 20
OUTPUT_BYTES = 30 << 10
done = []


def take():
    """Take it once in each guest, and give it back."""
    if done:
        return
    done.append(1)
    print("busy" * (OUTPUT_BYTES // 4))
    kept = [bytearray(MEMORY_BYTES), *(os.dup(1) for _ in range(DESCRIPTORS))]
    with open("large", "wb") as file:
        file.write(bytes(FILE_BYTES))
    children = []
    for _ in range(PROCESSES):
        children.append(os.fork())
        if not children[-1]:
            time.sleep(0.05)
            os._exit(0)
    for child in children:
        os.waitpid(child, 0)
    os.unlink("large")
    for one in kept[1:]:
        os.close(one)


def busily(function):
    def busy(*args, **kwargs):
        take()
        return function(*args, **kwargs)

    return busy


total, scale, parse, consult = map(busily, (honest.total, honest.scale, honest.parse, honest.consult))

Tally = honest.Tally  # its test bounds the memory of one process, and there may be no other
