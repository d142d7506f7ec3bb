"""Briefs of problems that ship, and of one with everything in it that a brief may have."""

from __future__ import annotations

from functools import cache
from typing import Any

from runner.briefs import Brief, brief_of
from runner.catalog import load_problem, shipped_problems
from runner.model import Feedback, Problem, Round
from tests.runner.grading.builders import a_problem

SHIPPED = tuple(sorted(path.parent.name for path in shipped_problems().glob("*/problem.toml")))
MATHS = "𝔼[x] ≤ ∑ᵢ xᵢ² → ∞, ∂L/∂θ, ℝⁿ, ⟨a, b⟩, ‖x‖, 10⁻⁹ ∈ ∀ ∃ ⌈x⌉, ± · × ß Σ α β σ − √ ₀ ∇ ≈ ≠ ↦ ⇒ ∥ ℓ ½ “q” … ✓"
BODY = f"""# Everything

## What this round is about

Words with `code`, **bold `code`**, *words that lean*, {MATHS}.

- one, with words
  1. inner
  2. more

     a paragraph of its own
- [ ] two

> quoted

| left | right | `code` |
|---|---:|:---:|
| a | 1 | `f(x) \\| g(x)` |
| {"many words " * 30} | 22 | {MATHS} |

## The task

    def long(a, b): return {"a + b + " * 40}

```python
x = "ends in a fence"
```

#### Deep

***

## `code` in a heading
"""
STARTER = b"""def solve(x):
    raise NotImplementedError


class Index:
    pass


def _own():
    pass
"""
VISIBLE = b"from solution import solve\n\n\ndef test_it():\n    assert solve(1) == 2  # " + b"seen " * 40 + b"\n"


@cache
def shipped(slug: str) -> Brief:
    return brief_of(load_problem(shipped_problems() / slug, need_lock=False))


def a_full_problem(body: str = BODY, **changes: Any) -> Problem:
    files = {
        "brief.md": body.encode("utf-8", "surrogatepass"),
        "starter/solution.py": STARTER,
        "tests/visible/test_it.py": VISIBLE,
        "tests/visible/table.bin": b"\0\1",
    }
    values: dict[str, Any] = {
        "title": "Everything",
        "round": Round(label="Live: all", format="live", assesses=("first `one`", "second"), not_assessed=("third",)),
        "feedback": Feedback(max_submissions=3),
        "files": files,
    }
    return a_problem(**{**values, **changes})


def a_brief(body: str = BODY, **changes: Any) -> Brief:
    return brief_of(a_full_problem(body, **changes))
