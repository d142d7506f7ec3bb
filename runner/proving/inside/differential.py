"""Run in a box: compare the reference with one mutant on generated inputs. `before/` and `after/` lie beside this file.

`inputs.py` is the problem's: `run(solution, rng)` draws one input from `rng`, a `random.Random`, gives it to the
solution, and returns what came of it as plain values. Its TOLERANCE, 0 where it has none, is for numbers.
"""

import ast
import importlib
import random
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from types import FrameType, ModuleType
from typing import Any

from runner.proving.inside.alike import Raised, difference

HERE = Path(__file__).resolve().parent
_RESULTS_THAT_DIFFER = 10
_TRACED = 300
_KEY_CHARACTERS = 2000


def compare(first: int, count: int) -> str:
    """Compare `count` inputs from number `first` on; returns what is wrong in a sentence, or ""."""
    run, tolerance, before, after = _ready()
    raised: list[str] = []
    seen: set[str] = set()
    for number in range(first, first + count):
        was = _answer(run, before, number)
        said = difference(was, _answer(run, after, number), tolerance)
        if said:
            return f"input {number}: {said}"
        raised += [was.name] if isinstance(was, Raised) else []
        seen.add(repr(was)[:_KEY_CHARACTERS])
    if 2 * len(raised) > count:
        return f"run() raises {raised[0]} for {len(raised)} of {count} inputs: too little is compared"
    if len(seen) < _RESULTS_THAT_DIFFER:
        return f"run() returns only {len(seen)} different values for {count} inputs: they say too little"
    return ""


def reach(file: str, line: int) -> str:
    """Say in a sentence that the inputs never reach a line of the reference, or ""."""
    reached: set[int] = set()
    path = str(HERE / "before" / file)

    def trace(frame: FrameType, _event: str, _argument: Any) -> Any:
        if frame.f_code.co_filename != path:
            return None
        reached.add(frame.f_lineno)
        return trace

    sys.settrace(trace)
    try:
        run, _, before, _ = _ready()
        for number in range(_TRACED):
            _answer(run, before, number)
    finally:
        sys.settrace(None)
    return "" if reached & set(_statement(path, line)) else f"none of {_TRACED} inputs reaches line {line} of {file}"


def _ready() -> tuple[Callable[..., Any], float, ModuleType, ModuleType]:
    """Return the problem's `run`, its tolerance, and both solutions."""
    before, after = _loaded("before"), _loaded("after")
    inputs = importlib.import_module("inputs")
    return inputs.run, float(getattr(inputs, "TOLERANCE", 0.0)), before, after


def _loaded(folder: str) -> ModuleType:
    """Import the solution from a folder; its modules are gone from `sys.modules` afterwards, for the other one."""
    place = HERE / folder
    names = {path.stem if path.is_file() else path.name for path in place.iterdir()}
    sys.path.insert(0, str(place))
    try:
        return importlib.import_module((HERE / "module.txt").read_text(encoding="utf-8").strip())
    finally:
        sys.path.remove(str(place))
        importlib.invalidate_caches()
        for name in [name for name in sys.modules if name.partition(".")[0] in names]:
            del sys.modules[name]


def _answer(run: Callable[..., Any], solution: ModuleType, number: int) -> Any:
    random.seed(number)
    try:
        return run(solution, random.Random(number))  # noqa: S311 -- inputs to be drawn again, not secrets
    except Exception as error:  # noqa: BLE001 -- what it raises is the answer
        return Raised(type(error).__name__)


def _statement(path: str, line: int) -> Iterable[int]:
    """Return the lines of the smallest statement that holds a line, without those of its body."""
    tree = ast.parse(Path(path).read_bytes())
    holding = [
        node for node in ast.walk(tree) if isinstance(node, ast.stmt) and node.lineno <= line <= (node.end_lineno or 0)
    ]
    if not holding:
        return (line,)
    smallest = min(holding, key=lambda node: (node.end_lineno or 0) - node.lineno)
    body = getattr(smallest, "body", None)
    last = body[0].lineno - 1 if body and body[0].lineno > line else smallest.end_lineno or line
    return range(smallest.lineno, last + 1)
