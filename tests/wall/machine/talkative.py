"""The submission of the machine: it does whatever a conversation can be made of, honest or not."""

import asyncio
import gc
import os
import signal
import socket
import stat
import struct
import sys
import time
import weakref

THINGS = weakref.WeakSet()
CANCELLED = []


class Thing:
    def __init__(self, value):
        self.value = value
        THINGS.add(self)

    def get(self):
        return self.value

    def put(self, value):
        self.value = value

    def itself(self):
        return self

    def __len__(self):
        return 7


class Broken(ValueError):
    def __init__(self, detail):
        super().__init__("broken", detail)
        self.detail = detail


def echo(value):
    return value


def make(value):
    return Thing(value)


def same(thing):
    return thing


def alive():
    gc.collect()
    return len(THINGS)


def fails(detail):
    raise Broken(detail)


def call(tool, *args):
    return tool(*args)


def swallows(tool):
    try:
        tool()
    except BaseException as error:  # noqa: BLE001 -- as a submission may
        return str(error)
    return "nothing"


def nests(tool, depth):
    return 0 if depth == 0 else 1 + tool(depth - 1)


def counts(number):
    yield from range(number)


def appends(items, value):
    items.append(value)


async def later(value):
    await asyncio.sleep(0)
    return value


async def gathers(tool, values):
    return await asyncio.gather(*[tool(value) for value in values])


async def waits():
    try:
        await asyncio.get_running_loop().create_future()
    except asyncio.CancelledError:
        CANCELLED.append(1)
        raise


def cancelled():
    return len(CANCELLED)


def large(mebibytes):
    return bytes(mebibytes * 1024 * 1024)


def deep(levels):
    value = []
    for _ in range(levels):
        value = [value]
    return value


def sleeps():
    time.sleep(600)


def dies(how):
    if how == "exit":
        os._exit(3)
    os.kill(os.getpid(), signal.SIGKILL if how == "kill" else signal.SIGABRT)


def says(frames, cut, shut):
    """Write frames of one's own on the wall; `asked` stands for the number of the request under way."""
    number = _asked()
    whole = b""
    for kind, step, payload in frames:
        whole += struct.pack(">IBI", len(payload), kind, (number + step) % 2**32) + payload
    for number in range(3, 256):
        try:
            found = stat.S_ISSOCK(os.fstat(number).st_mode)
        except OSError:
            continue
        if found:
            with socket.socket(fileno=os.dup(number)) as wall:
                wall.sendall(whole[: len(whole) - cut])
                if shut:
                    wall.shutdown(socket.SHUT_WR)
    return "said"


def _asked():
    frame = sys._getframe()
    while frame is not None:
        if "frame" in frame.f_locals and hasattr(frame.f_locals["frame"], "number"):
            return frame.f_locals["frame"].number
        frame = frame.f_back
    return 1
