"""An agent's inner loop. The brief has the definitions."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

Schema = Mapping[str, Any]
Message = dict[str, Any]


def validate(value: Any, schema: Schema) -> list[tuple[str, str]]:
    """Return what is wrong with a value, as (path, problem), in any order; an empty list if nothing is."""
    raise NotImplementedError


async def run_agent(
    task: str,
    *,
    model: Callable[[list[Message]], Awaitable[Any]],
    call_tool: Callable[[str, dict[str, Any]], Awaitable[Any]],
    schemas: Mapping[str, Schema],
    max_steps: int = 8,
    max_calls: int = 20,
    max_parallel: int = 4,
    max_repeats: int = 2,
    timeout_seconds: float | None = None,
) -> dict[str, Any]:
    """Let the model answer the task with the tools; return reason, answer, steps, calls and messages.

    Raises:
        ValueError: A limit is below 1, or the time-out is not above 0.
    """
    raise NotImplementedError
