"""The starter that is drawn from a reference runs, and has none of its means."""

import inspect
import sys
from types import ModuleType
from typing import Any

import pytest

from runner.catalog.starter import starter_source

REFERENCE = b'''\
"""How it is done: a heap."""
from __future__ import annotations
import heapq
from dataclasses import dataclass, field
from enum import Enum
from typing import Protocol

_TABLE = {1: 2}
LIMIT = 7

class Mode(Enum):
    """How."""
    FAST = "fast"

class Store(_Base, Protocol):
    def get(self, key: str) -> int: ...

@dataclass(frozen=True)
class Item(ValueError):
    """A thing."""
    name: str
    tags: list[str] = field(default_factory=list)
    secret: int = _TABLE[1]
    _hidden: int = 3
    cost = 3
    def weigh(self, by: int = LIMIT, *, mode: Mode = Mode.FAST) -> float:
        """Weigh it."""
        return heapq.heappop([by])
    @property
    def label(self) -> str: return "x"
    def _inner(self): return 1
    def __len__(self): return 1

async def fetch(*urls: str, tries=(lambda: 3)()) -> list[bytes]:
    yield heapq
'''


def load(source: bytes) -> dict[str, Any]:
    module = ModuleType("starter")
    sys.modules["starter"] = module  # dataclasses look for their module there
    try:
        exec(compile(source, "starter", "exec"), module.__dict__)
    finally:
        del sys.modules["starter"]
    return vars(module)


def test_it_runs_and_raises_not_implemented() -> None:
    made = load(starter_source(b"def f(x):\n    return x\nclass A:\n    def __init__(self, y): self.y = y\n"))
    with pytest.raises(NotImplementedError):
        made["f"](1)
    with pytest.raises(NotImplementedError):
        made["A"](1)


def test_signatures_docstrings_and_fields_stay() -> None:
    text = starter_source(REFERENCE.replace(b"_Base, ", b"")).decode()
    made = load(text.encode())
    assert made["Mode"].FAST.value == "fast"
    assert made["Item"].__doc__ == "A thing."
    assert list(inspect.signature(made["Item"].weigh).parameters) == ["self", "by", "mode"]
    assert isinstance(made["Item"].label, property)
    assert issubclass(made["Item"], ValueError)
    assert inspect.iscoroutinefunction(made["fetch"])


@pytest.mark.parametrize("word", ["heap", "_TABLE", "LIMIT", "_inner", "_hidden", "_Base", "cost", "lambda", "return"])
def test_the_means_are_gone(word: str) -> None:
    assert word not in starter_source(REFERENCE).decode()


def test_needed_constants_are_named() -> None:
    assert load(starter_source(REFERENCE.replace(b"_Base, ", b""), needed=["LIMIT", "Item"]))["LIMIT"] is None
