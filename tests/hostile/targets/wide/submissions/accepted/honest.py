"""Every function as it should be: attackers import it, and change what they attack."""

import asyncio
from contextlib import asynccontextmanager, contextmanager
from enum import Enum


def total(numbers, note=""):
    return sum(numbers)


def scale(values, by):
    return values * by


def listed(n):
    return "\n".join(f"line {each} of it" for each in range(n))


# asked while the tests are read


class Colour(Enum):
    RED = 1
    BLUE = 2


def cases():
    return [1, 2]


def square(n):
    return n * n


# coroutines


async def double(n):
    await asyncio.sleep(0)
    return 2 * n


async def ask_all(tool, numbers):
    return await asyncio.gather(*(tool(n) for n in numbers))


async def hand_on(tool, n):
    return await tool(n)


# objects


class Ring:
    def __init__(self, items=()):
        self._items = list(items)

    def __len__(self):
        return len(self._items)

    def __iter__(self):
        return iter(self._items)

    def __contains__(self, item):
        return item in self._items

    def __eq__(self, other):
        return self._items == other._items if isinstance(other, Ring) else NotImplemented

    __hash__ = None

    def __lt__(self, other):
        return self._items < other._items if isinstance(other, Ring) else NotImplemented

    def __repr__(self):
        return f"Ring({', '.join(map(str, self._items))})"

    def items(self):
        return list(self._items)

    def turned(self):
        return Ring(self._items[1:] + self._items[:1])


class Knot:
    def __init__(self, ring=None):
        self._ring = ring

    def ring(self):
        return self._ring


def rings(n):
    return [Ring([i]) for i in range(n)]


def either(n):
    return Ring([n]) if n else Knot()


# steps and managers


def even(n):
    return n % 2 == 0


def walk(n):
    yield from range(n)


def counts(n):
    return iter(range(n))


def steps(n):
    return walk(1) if n else counts(1)


def session():
    yield 5


async def session_async():
    yield 5


@contextmanager
def guarded():
    yield 6


@asynccontextmanager
async def guarded_async():
    yield 6


class Guard:
    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        return False

    def level(self):
        return 7


class AsyncGuard:
    async def __aenter__(self):
        return 8

    async def __aexit__(self, kind, error, trace):
        return False


# changes in place


def sort(items):
    items.sort()


def largest(items):
    return max(items)


def letters(items):
    items[:] = ["a", "b"]


def fill(array, value):
    array[:] = value


# tools and errors


class Stopped(Exception):
    def __init__(self, code):
        super().__init__(f"stopped with {code}")
        self.code = code


def stop(code):
    raise Stopped(code)


def lookup(name):
    return {"somewhere": 1}[name]


def supports(feature):
    return True


def call(tool):
    return tool()


def use(tool, n):
    return tool(n)


def nest(tool, n):
    return 0 if n == 0 else 1 + tool(n - 1)


def read(tool):
    return tool.ask("name")
