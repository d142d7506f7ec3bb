"""backoff: jitter is applied to the longer of both waits, so what the vendor asked for is undercut."""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable, Iterator
from itertools import chain, repeat
from math import isfinite
from typing import Any

KINDS: dict[type[Exception], str] = {
    TimeoutError: "transient",
    ConnectionError: "transient",
    ValueError: "repairable",
    Exception: "permanent",
}


class GaveUp(Exception):
    """No further call will be made."""

    reason: str
    calls: int
    elapsed_seconds: float
    history: list[dict[str, Any]]

    @classmethod
    def because(cls, reason: str, history: list[dict[str, Any]], elapsed_seconds: float) -> GaveUp:
        """Make one from the trail of failures."""
        trail = "; ".join(f"{entry['error']}: {entry['message']}" for entry in history[-3:])
        gave_up = cls(f"gave up for {reason} after {len(history)} calls ({trail})")
        gave_up.reason = reason
        gave_up.calls = len(history)
        gave_up.elapsed_seconds = elapsed_seconds
        gave_up.history = history
        return gave_up


def backoffs(base_seconds: float, cap_seconds: float) -> Iterator[float]:
    """Yield base, 2 base, 4 base, ... up to the cap, and then the cap for ever."""

    def rising() -> Iterator[float]:
        seconds = base_seconds
        while 0 < seconds < cap_seconds:
            yield seconds
            seconds *= 2

    return chain(rising(), repeat(min(base_seconds, cap_seconds) if base_seconds == 0 else cap_seconds))


def kind_of(error: Exception) -> str:
    """Return the kind of the nearest class that the table knows."""
    return next(KINDS[base] for base in type(error).__mro__ if base in KINDS)


def describe(number: int, error: Exception) -> dict[str, Any]:
    """Return the record of a failed call."""
    return {"call": number, "kind": kind_of(error), "error": type(error).__name__, "message": str(error)}


def asked_seconds(error: Exception) -> float:
    """Return a usable retry_after, or 0."""
    match getattr(error, "retry_after", None):
        case (int() | float()) as seconds if isfinite(seconds) and seconds > 0:
            return seconds
    return 0.0


def check(*, max_calls: int, **others: float) -> None:
    """Refuse limits that make no sense."""
    if max_calls < 1:
        raise ValueError("max_calls: at least one call is needed")
    for name, value in others.items():
        if value < 0:
            raise ValueError(f"{name}: can't be negative")


async def call_with_retries_async(
    tool: Callable[[Any, list[dict[str, Any]]], Awaitable[Any]],
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
    """Call the tool by the rules of the brief."""
    check(
        max_calls=max_calls,
        budget_seconds=budget_seconds,
        base_wait_seconds=base_wait_seconds,
        max_wait_seconds=max_wait_seconds,
        context_size=context_size,
    )
    start = clock()
    history: list[dict[str, Any]] = []
    recent: deque[dict[str, Any]] = deque(maxlen=context_size)
    waits = backoffs(base_wait_seconds, max_wait_seconds)
    spread = jitter or float
    for number in range(1, max_calls + 1):
        try:
            return await tool(request, [dict(entry) for entry in recent])
        except Exception as error:
            entry = describe(number, error)
            history.append(entry)
            recent.append(entry)
            asked = asked_seconds(error)
        if entry["kind"] == "permanent":
            raise GaveUp.because("permanent", history, clock() - start)
        if number == max_calls:
            raise GaveUp.because("calls", history, clock() - start)
        wait = max(asked, next(waits)) if entry["kind"] == "transient" else asked
        wait = spread(wait) if wait else wait
        if clock() - start + wait > budget_seconds:
            raise GaveUp.because("time", history, clock() - start)
        if wait:
            await sleep(wait)
        if clock() - start > budget_seconds:
            raise GaveUp.because("time", history, clock() - start)
    raise AssertionError("the last call returns or raises")


def call_with_retries(
    tool: Callable[[Any, list[dict[str, Any]]], Any],
    request: Any,
    *,
    clock: Callable[[], float],
    sleep: Callable[[float], None],
    **limits: Any,
) -> Any:
    """Run the async version on a tool and a sleep that never suspend, so its first step is its last."""

    async def tool_async(request: Any, context: list[dict[str, Any]]) -> Any:
        return tool(request, context)

    async def sleep_async(seconds: float) -> None:
        sleep(seconds)

    run = call_with_retries_async(tool_async, request, clock=clock, sleep=sleep_async, **limits)
    try:
        run.send(None)
    except StopIteration as finished:
        return finished.value
    finally:
        run.close()
    raise AssertionError("nothing in here suspends")
