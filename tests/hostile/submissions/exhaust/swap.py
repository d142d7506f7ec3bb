"""100: looks for swap to spill into, and for a share of more than one processor

Defence: no-swap, one-processors-share
"""

from pathlib import Path

from honest import *

CGROUP = Path("/sys/fs/cgroup")


def read(name, otherwise):
    try:
        return (CGROUP / name).read_text().split()
    except OSError:
        return otherwise


def scale(values, by):
    memory = read("memory/memory.limit_in_bytes", ["0"])
    both = read("memory/memory.memsw.limit_in_bytes", memory)
    if both != memory or read("memory.swap.max", ["0"]) != ["0"]:
        print("BREACH memory and swap", both)
    quota = read("cpu/cpu.cfs_quota_us", []) + read("cpu/cpu.cfs_period_us", []) or read("cpu.max", [])
    if len(quota) == 2 and (quota[0] in ("-1", "max") or int(quota[0]) > int(quota[1])):
        print("BREACH processors", quota)
    return values * by
