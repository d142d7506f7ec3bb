"""Every function as it should be: attackers import it, and change what they attack."""

import contextlib
import enum


class Kind(enum.Enum):
    RED = 1
    BLUE = 2


class Overdrawn(ValueError):
    def __init__(self, need, have):
        super().__init__(f"need {need}, have {have}")
        self.need = need


class Vector:
    unit = 1

    def __init__(self, *items):
        self._items = items

    @property
    def size(self):
        return len(self._items)

    def largest(self):
        return max(self._items)

    def twin(self):
        return Vector(*self._items)

    def __eq__(self, other):
        return isinstance(other, Vector) and self._items == other._items

    def __hash__(self):
        return hash(self._items)

    def __add__(self, other):
        return Vector(*(a + b for a, b in zip(self._items, other._items, strict=True)))

    def __contains__(self, item):
        return item in self._items

    def __len__(self):
        return len(self._items)

    def __getitem__(self, place):
        return self._items[place]

    def __iter__(self):
        return iter(self._items)

    def __repr__(self):
        return f"Vector{self._items}"


class Account:
    def __init__(self, balance):
        self.balance = balance

    def take(self, amount):
        if amount > self.balance:
            raise Overdrawn(amount, self.balance)
        self.balance -= amount

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        return False


def total(numbers, note=""):
    return sum(numbers)


def scale(values, by):
    return values * by


def mean(values):
    return float(values.mean())


def largest(values):
    return float(values.max())


def name(kind):
    return kind.name.lower()


def stream(count):
    yield from range(count)


def walk(items):
    return iter(items)


def adder(by):
    return lambda number: number + by


def shape(kind):
    return Vector


@contextlib.contextmanager
def lending(account):
    yield account.balance


async def fetch(number):
    return number


def settle(items, bounds):
    items[:] = [item for item in items if item <= bounds[0]]


def pick(rng):
    return int(rng.integers(0, 10))


def apply(function, items):
    return [function(item) for item in items]


def ask(tool, question):
    return tool.read(question)


def steps(number):
    return number


def small(number):
    return number < 10


def words(text):
    return text.split()
