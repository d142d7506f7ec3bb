"""Keeping a guest to one process, where a test bounds its memory: an address space is bounded process by process.

A child has an address space of its own, and as much again; four of them hold what one may not. Threads share theirs,
so they stay. RLIMIT_NPROC counts both alike, hence a filter of system calls, which the guest puts on itself before it
has read the submission, and which nobody takes off again.
"""

import ctypes
import os
import struct
import sys
from dataclasses import dataclass

_PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS = 22, 38
_MODE_FILTER = 2
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _DENY, _NOT_THERE = 0x7FFF0000, 0x00050001, 0x00050026  # EPERM; ENOSYS, upon which C libraries take clone
_NUMBER, _ARCHITECTURE, _FIRST_ARGUMENT = 0, 4, 16  # where in what a filter sees; both machines are little-endian
_CLONE_THREAD = 0x10000
_CLONE3 = 435
_OTHER_NUMBERS = 0x40000000  # x86_64 has its calls once more above this
_INSTRUCTION = struct.Struct("HBBI")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Machine:
    architecture: int
    clone: int
    forks: tuple[int, ...]


_MACHINES = {
    "x86_64": _Machine(architecture=0xC000003E, clone=56, forks=(57, 58)),
    "aarch64": _Machine(architecture=0xC00000B7, clone=220, forks=()),
}


def stay_one_process() -> bool:
    """Let the calling process start threads, and no other process; returns whether this system can hold it to that."""
    machine = _MACHINES.get(os.uname().machine) if sys.platform == "linux" else None
    return machine is not None and _put_on(_filter(machine))


def _put_on(instructions: bytes) -> bool:
    """Put a filter on this process and all its threads to come; returns whether the kernel took it."""
    prctl = ctypes.CDLL(None).prctl
    kept = ctypes.create_string_buffer(instructions, len(instructions))
    program = struct.pack("HP", len(instructions) // _INSTRUCTION.size, ctypes.addressof(kept))
    no_way_back = prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    return bool(no_way_back == 0 and prctl(_PR_SET_SECCOMP, _MODE_FILTER, program, 0, 0) == 0)


def _filter(machine: _Machine) -> bytes:
    """Return the filter's instructions: (code, how many to skip where it holds, where it does not, operand)."""
    checks = [(_AT_LEAST, _OTHER_NUMBERS, _DENY), *((_EQUAL, number, _DENY) for number in machine.forks)]
    checks.append((_EQUAL, _CLONE3, _NOT_THERE))
    program = [(_LOAD, 0, 0, _ARCHITECTURE), (_EQUAL, 1, 0, machine.architecture), (_RETURN, 0, 0, _DENY)]
    program.append((_LOAD, 0, 0, _NUMBER))
    for code, operand, answer in checks:
        program += [(code, 0, 1, operand), (_RETURN, 0, 0, answer)]
    program += [(_EQUAL, 1, 0, machine.clone), (_RETURN, 0, 0, _ALLOW)]
    program += [(_LOAD, 0, 0, _FIRST_ARGUMENT), (_ANY_BIT, 1, 0, _CLONE_THREAD), (_RETURN, 0, 0, _DENY)]
    program.append((_RETURN, 0, 0, _ALLOW))
    return b"".join(_INSTRUCTION.pack(*instruction) for instruction in program)
