"""context: hands on repr(error), so the message arrives wrapped in the class name and quotes."""

from __future__ import annotations

import math
from collections.abc import Awaitable, Callable, Generator
from dataclasses import asdict, dataclass
from typing import Any

TRANSIENT = (TimeoutError, ConnectionError)
REPAIRABLE = (ValueError,)


@dataclass(frozen=True)
class Call:
    """Ask the driver to call the tool with this context; it sends the result or throws the error in."""

    context: list[dict[str, Any]]


@dataclass(frozen=True)
class Sleep:
    """Ask the driver to sleep."""

    seconds: float


Steps = Generator[Call | Sleep, Any, Any]


@dataclass(frozen=True)
class Failure:
    """One failed call."""

    call: int
    kind: str
    error: str
    message: str


class GaveUp(Exception):
    """No further call will be made."""

    def __init__(self, reason: str, failures: list[Failure], elapsed_seconds: float) -> None:
        super().__init__(f"{reason}: {failures[-1].error} in call {len(failures)}: {failures[-1].message}")
        self.reason = reason
        self.calls = len(failures)
        self.elapsed_seconds = elapsed_seconds
        self.history = [asdict(failure) for failure in failures]


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The limits of a run, with the defaults that both public functions share."""

    clock: Callable[[], float]
    max_calls: int = 4
    budget_seconds: float = 30.0
    base_wait_seconds: float = 0.5
    max_wait_seconds: float = 8.0
    context_size: int = 3
    jitter: Callable[[float], float] | None = None

    def __post_init__(self) -> None:
        not_negative = ("budget_seconds", "base_wait_seconds", "max_wait_seconds", "context_size")
        for name, least in {"max_calls": 1, **dict.fromkeys(not_negative, 0)}.items():
            if getattr(self, name) < least:
                raise ValueError(f"{name}={getattr(self, name)}: must be at least {least}")

    def backoff_seconds(self, doublings: int) -> float:
        """Return our own wait; 2**1000 exceeds any sensible cap, and 2.0**1024 is no float."""
        capped = min(self.max_wait_seconds, self.base_wait_seconds * 2.0 ** min(doublings, 1000))
        return capped if self.jitter is None else self.jitter(capped)


def classify(error: Exception) -> str:
    """Return the kind of a failure."""
    for kind, classes in (("transient", TRANSIENT), ("repairable", REPAIRABLE)):
        if isinstance(error, classes):
            return kind
    return "permanent"


def retry_after(error: Exception) -> float:
    """Return the wait that the error asks for, or 0."""
    asked = getattr(error, "retry_after", 0)
    if not isinstance(asked, (int, float)) or not 0 <= asked < math.inf:
        return 0.0
    return float(asked)


def steps(settings: Settings) -> Steps:
    """Yield what is to be done; return the tool's answer or raise GaveUp."""
    start = settings.clock()
    failures: list[Failure] = []
    doublings = 0

    def elapsed() -> float:
        return settings.clock() - start

    while True:
        recent = failures[-settings.context_size :] if settings.context_size else []
        try:
            return (yield Call([asdict(failure) for failure in recent]))
        except Exception as caught:
            error = caught
        kind = classify(error)
        failures.append(Failure(len(failures) + 1, kind, type(error).__name__, repr(error)))
        if kind == "permanent":
            raise GaveUp("permanent", failures, elapsed()) from error
        if len(failures) == settings.max_calls:
            raise GaveUp("calls", failures, elapsed()) from error
        wait_seconds = retry_after(error)
        if kind == "transient":
            wait_seconds = max(wait_seconds, settings.backoff_seconds(doublings))
            doublings += 1
        if elapsed() + wait_seconds > settings.budget_seconds:
            raise GaveUp("time", failures, elapsed()) from error
        if wait_seconds:
            yield Sleep(wait_seconds)
            if elapsed() > settings.budget_seconds:
                raise GaveUp("time", failures, elapsed()) from error


def call_with_retries(
    tool: Callable[[Any, list[dict[str, Any]]], Any],
    request: Any,
    *,
    sleep: Callable[[float], None],
    **settings: Any,
) -> Any:
    """Drive the steps with plain calls."""
    run = steps(Settings(**settings))
    try:
        step = next(run)
        while True:
            if isinstance(step, Sleep):
                sleep(step.seconds)
                step = next(run)
                continue
            try:
                result = tool(request, step.context)
            except Exception as error:
                step = run.throw(error)
            else:
                step = run.send(result)
    except StopIteration as finished:
        return finished.value


async def call_with_retries_async(
    tool: Callable[[Any, list[dict[str, Any]]], Awaitable[Any]],
    request: Any,
    *,
    sleep: Callable[[float], Awaitable[None]],
    **settings: Any,
) -> Any:
    """Drive the steps with awaited calls."""
    run = steps(Settings(**settings))
    try:
        step = next(run)
        while True:
            if isinstance(step, Sleep):
                await sleep(step.seconds)
                step = next(run)
                continue
            try:
                result = await tool(request, step.context)
            except Exception as error:
                step = run.throw(error)
            else:
                step = run.send(result)
    except StopIteration as finished:
        return finished.value
