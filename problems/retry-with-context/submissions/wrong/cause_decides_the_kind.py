"""decisions: takes what was raised from a transient failure for a transient one."""

from __future__ import annotations

import math
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal, TypedDict, TypeVar

Kind = Literal["transient", "repairable", "permanent"]
Reason = Literal["permanent", "calls", "time"]
Request = TypeVar("Request")
Result = TypeVar("Result")


class Failure(TypedDict):
    """One failed call, as the tool and the reader of a `GaveUp` see it; a plain dict."""

    call: int
    kind: Kind
    error: str
    message: str


class GaveUp(Exception):
    """No further call will be made; `history` holds every failure, oldest first."""

    def __init__(self, reason: Reason, *, calls: int, elapsed_seconds: float, history: list[Failure]) -> None:
        last = history[-1]
        super().__init__(
            f"gave up ({reason}) after {calls} calls in {elapsed_seconds:g} s; "
            f"last: {last['error']}: {last['message']}"
        )
        self.reason = reason
        self.calls = calls
        self.elapsed_seconds = elapsed_seconds
        self.history = history


@dataclass(frozen=True, slots=True, kw_only=True)
class _Limits:
    """What a run may use up; raises ValueError where that makes no sense."""

    max_calls: int
    budget_seconds: float
    base_wait_seconds: float
    max_wait_seconds: float
    context_size: int

    def __post_init__(self) -> None:
        if self.max_calls < 1:
            raise ValueError(f"max_calls must be at least 1, not {self.max_calls}")
        for name in ("budget_seconds", "base_wait_seconds", "max_wait_seconds", "context_size"):
            if getattr(self, name) < 0:
                raise ValueError(f"{name} must not be negative, not {getattr(self, name)}")


class _Run:
    """What has gone wrong so far, and what that means for the next call."""

    def __init__(
        self, limits: _Limits, clock: Callable[[], float], jitter: Callable[[float], float] | None
    ) -> None:
        self._limits = limits
        self._clock = clock
        self._jitter = jitter
        self._start = clock()
        self._history: list[Failure] = []
        self._next_backoff_seconds = min(limits.base_wait_seconds, limits.max_wait_seconds)

    def context(self) -> list[Failure]:
        """Return copies of the most recent failures, oldest first: the tool may do with them as it likes."""
        first = max(0, len(self._history) - self._limits.context_size)
        return [failure.copy() for failure in self._history[first:]]

    def wait_after(self, error: Exception) -> float:
        """Note a failed call and return the seconds to wait before the next one, or raise GaveUp."""
        kind = _kind_of(error)
        call = len(self._history) + 1
        self._history.append(
            {"call": call, "kind": kind, "error": type(error).__name__, "message": str(error)}
        )
        if kind == "permanent":
            raise self._gave_up("permanent") from error
        if len(self._history) >= self._limits.max_calls:
            raise self._gave_up("calls") from error
        own_seconds = self._backoff_seconds() if kind == "transient" else 0.0
        wait_seconds = max(own_seconds, _asked_wait_seconds(error))
        if self._elapsed_seconds() + wait_seconds > self._limits.budget_seconds:
            raise self._gave_up("time") from error
        return wait_seconds

    def check_time(self) -> None:
        """Raise GaveUp if a sleep came back so late that the time is spent."""
        if self._elapsed_seconds() > self._limits.budget_seconds:
            raise self._gave_up("time")

    def _backoff_seconds(self) -> float:
        backoff_seconds = self._next_backoff_seconds
        self._next_backoff_seconds = min(2 * backoff_seconds, self._limits.max_wait_seconds)
        return self._jitter(backoff_seconds) if self._jitter else backoff_seconds

    def _elapsed_seconds(self) -> float:
        return self._clock() - self._start

    def _gave_up(self, reason: Reason) -> GaveUp:
        return GaveUp(
            reason, calls=len(self._history), elapsed_seconds=self._elapsed_seconds(), history=self._history
        )


def _kind_of(error: Exception) -> Kind:
    """Classify an error by its class; never by OSError, which PermissionError is as well."""
    passing = (TimeoutError, ConnectionError)
    if isinstance(error, passing) or isinstance(error.__cause__, passing):
        return "transient"
    return "repairable" if isinstance(error, ValueError) else "permanent"


def _asked_wait_seconds(error: Exception) -> float:
    """Return the wait that the error asks for, 0 where it asks for none that could be used."""
    asked = getattr(error, "retry_after", None)
    if isinstance(asked, (int, float)) and math.isfinite(asked):
        return asked  # a negative one loses against our own wait
    return 0.0


def call_with_retries(
    tool: Callable[[Request, list[Failure]], Result],
    request: Request,
    *,
    clock: Callable[[], float],
    sleep: Callable[[float], None],
    max_calls: int = 4,
    budget_seconds: float = 30.0,
    base_wait_seconds: float = 0.5,
    max_wait_seconds: float = 8.0,
    context_size: int = 3,
    jitter: Callable[[float], float] | None = None,
) -> Result:
    """Return what `tool(request, context)` returns, calling again where another call may help."""
    limits = _Limits(
        max_calls=max_calls,
        budget_seconds=budget_seconds,
        base_wait_seconds=base_wait_seconds,
        max_wait_seconds=max_wait_seconds,
        context_size=context_size,
    )
    run = _Run(limits, clock, jitter)
    while True:
        try:
            return tool(request, run.context())
        except Exception as error:  # cancellation is no Exception
            wait_seconds = run.wait_after(error)
        if wait_seconds > 0:
            sleep(wait_seconds)
            run.check_time()


async def call_with_retries_async(
    tool: Callable[[Request, list[Failure]], Awaitable[Result]],
    request: Request,
    *,
    clock: Callable[[], float],
    sleep: Callable[[float], Awaitable[None]],
    max_calls: int = 4,
    budget_seconds: float = 30.0,
    base_wait_seconds: float = 0.5,
    max_wait_seconds: float = 8.0,
    context_size: int = 3,
    jitter: Callable[[float], float] | None = None,
) -> Result:
    """Do what `call_with_retries` does, with a tool and a sleep that are awaited."""
    limits = _Limits(
        max_calls=max_calls,
        budget_seconds=budget_seconds,
        base_wait_seconds=base_wait_seconds,
        max_wait_seconds=max_wait_seconds,
        context_size=context_size,
    )
    run = _Run(limits, clock, jitter)
    while True:
        try:
            return await tool(request, run.context())
        except Exception as error:  # cancellation is no Exception
            wait_seconds = run.wait_after(error)
        if wait_seconds > 0:
            await sleep(wait_seconds)
            run.check_time()
