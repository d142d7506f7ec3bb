"""Call a flaky tool until it answers, a budget is spent, or another call makes no sense."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

Failure = dict[str, Any]
"""One failed call: {"call": int, "kind": str, "error": str, "message": str}, see the brief."""


class GaveUp(Exception):
    """Raised when no further call will be made.

    Instance attributes (plain ones, not properties), for you to set:
        reason: "permanent", "calls" or "time".
        calls: how many calls of the tool were made.
        elapsed_seconds: seconds by the clock from the start to giving up.
        history: every failure, oldest first, as a list of `Failure`.

    Its text, handed to `super().__init__`, contains the reason and the last error's message.
    """


def call_with_retries(
    tool: Callable[[Any, list[Failure]], Any],
    request: Any,
    *,
    clock: Callable[[], float],
    sleep: Callable[[float], None],
    max_calls: int = 4,
    budget_seconds: float = 30.0,
    base_wait_seconds: float = 0.5,
    max_wait_seconds: float = 8.0,
    context_size: int = 3,
    jitter: Callable[[float], float] | None = None,
) -> Any:
    """Return what `tool(request, context)` returns, calling again where another call may help.

    Args:
        tool: Called as `tool(request, context)`; context lists the most recent failures, oldest first.
        request: Handed to the tool as it is.
        clock: Returns seconds; only differences mean anything.
        sleep: Waits that many seconds; may return late.
        max_calls: How many calls of the tool may be made, the first one included; at least 1.
        budget_seconds: Only the first call may begin later than this after the start.
        base_wait_seconds: The first wait after a transient failure.
        max_wait_seconds: The cap on our own waits.
        context_size: How many failures the tool is told of at most.
        jitter: Takes our own wait in seconds and returns the wait to use instead; None leaves it alone.

    Raises:
        GaveUp: No further call will be made.
        ValueError: max_calls is below 1, or another limit is negative.
    """
    raise NotImplementedError


async def call_with_retries_async(
    tool: Callable[[Any, list[Failure]], Awaitable[Any]],
    request: Any,
    *,
    clock: Callable[[], float],
    sleep: Callable[[float], Awaitable[None]],
    max_calls: int = 4,
    budget_seconds: float = 30.0,
    base_wait_seconds: float = 0.5,
    max_wait_seconds: float = 8.0,
    context_size: int = 3,
    jitter: Callable[[float], float] | None = None,
) -> Any:
    """Do what `call_with_retries` does, with a tool and a sleep that are awaited.

    Cancellation passes through at once, to the tool or the sleep that is being awaited and to the caller.
    """
    raise NotImplementedError
