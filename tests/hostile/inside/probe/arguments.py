"""Of the calls that pass with some arguments only: which they are, by trying all; a line for each call."""

import os

from calls import table
from trying import REFUSED, STACK, each_apart, raw

_UPPER = 1 << 32  # the kernel does not look at the upper half of an argument that is an int
_MANY = 1000
_FAMILIES, _KINDS = range(47), range(11)


def arguments():
    """For each call, the values of its deciding argument that pass, or the bits that do not."""
    numbers = {name: number for number, name in table().items()}
    reader, writer = os.pipe()

    def line(name, tried, *given, at, refused=False):
        def lets(value):
            return raw(numbers[name], *given[:at], value, *given[at + 1 :]) not in REFUSED

        found = [value for value in tried if lets(value) is not refused]
        upper = [value for value in (tried if len(tried) < _MANY else found) if lets(value | _UPPER) is not refused]
        yield f"{name} {'refuses' if refused else 'takes'} {' '.join(map(hex, found))}"
        if upper != found:
            yield f"{name}, with the upper half set, {' '.join(map(hex, upper))}"

    yield from line("prctl", (*range(100), 0x53564D41), 0, -1, -1, -1, -1, at=0)
    yield from line("fcntl", (*range(64), *range(1000, 1064)), writer, 0, -1, at=1)
    yield from line("ioctl", (*range(1 << 16), *_coded()), reader, 0, -1, at=1)
    yield from line("madvise", range(256), -1, -1, 0, at=2)
    yield from line("futex", range(128), -1, 0, -1, -1, -1, -1, at=1)
    yield from line("getsockopt", range(256), -1, 1, 0, -1, -1, at=2)
    yield from line("setsockopt", range(256), -1, 1, 0, -1, -1, at=2)
    yield from line("prlimit64", (0, os.getpid(), os.getppid()), 0, -1, -1, -1, at=0)
    yield from line("sendto", _bits(0, 31), -1, -1, -1, 0, -1, -1, at=3, refused=True)
    yield from line("sendmsg", _bits(0, 31), -1, -1, 0, at=2, refused=True)
    flags = _bits(8, 32)
    answers = each_apart([(numbers["clone"], flag, STACK, 0, 0, 0) for flag in flags])
    refused = (hex(flag) for flag, answer in zip(flags, answers, strict=True) if answer in REFUSED)
    yield f"clone refuses {' '.join(refused)}"


def sockets():
    """Each family and kind of socket that can be had, alone or as a pair."""
    numbers = {name: number for number, name in table().items()}
    for family in _FAMILIES:
        for kind in _KINDS:
            for name, more in (("socket", ()), ("socketpair", (STACK,))):
                if raw(numbers[name], family, kind, 0, *more) not in (*REFUSED, "ESOCKTNOSUPPORT", "EINVAL"):
                    yield f"{name} family {family} kind {kind}"
        if family > 1 and raw(numbers["socket"], family | _UPPER, 1, 0) not in REFUSED:
            yield f"socket family {family}, with the upper half set"


def _bits(first, end):
    return [1 << bit for bit in range(first, end)]


def _coded():
    """Requests that tell in their upper bits how much is read and written: each of the lower ones that drivers use."""
    return [
        way << 30 | size << 16 | kind << 8 | number
        for way in (1, 2, 3)
        for size in (1, 4, 8)
        for kind in b"BETVXdfrv\x12\x94\xb7\xff"
        for number in range(32)
    ]
