"""async: holds the tool to the budget by the real time, not by the clock that it was given."""

from asyncio import wait_for
from math import inf

TRANSIENT, REPAIRABLE, PERMANENT = "transient", "repairable", "permanent"


class GaveUp(Exception):
    """No further call will be made."""

    def __init__(self, reason, elapsed_seconds, history):
        super().__init__(f"{reason} after {len(history)} calls: {history[-1]['message']}")
        self.reason = reason
        self.calls = len(history)
        self.elapsed_seconds = elapsed_seconds
        self.history = history


def check_limits(max_calls, *not_negative):
    """Refuse limits that make no sense."""
    if max_calls < 1 or min(not_negative) < 0:
        raise ValueError("max_calls must be at least 1 and no other limit negative")


def describe(number, error):
    """Return the record of a failed call."""
    kind = PERMANENT
    if isinstance(error, (TimeoutError, ConnectionError)):
        kind = TRANSIENT
    elif isinstance(error, ValueError):
        kind = REPAIRABLE
    return {"call": number, "kind": kind, "error": type(error).__name__, "message": str(error)}


def last(history, size):
    """Return copies of the last `size` records; `history[-0:]` would be all of them."""
    return [dict(record) for record in history[-size:]] if size else []


def seconds_asked(error):
    """Return retry_after in seconds where there is a usable one, else 0."""
    asked = getattr(error, "retry_after", None)
    return asked if isinstance(asked, (int, float)) and 0 <= asked < inf else 0


def seconds_own(history, base, cap):
    """Return the wait for the transient failures so far: the exponent is cut before the float overflows."""
    transient = sum(record["kind"] == TRANSIENT for record in history)
    return min(cap, base * 2 ** min(transient - 1, 900))


def call_with_retries(
    tool,
    request,
    *,
    clock,
    sleep,
    max_calls=4,
    budget_seconds=30.0,
    base_wait_seconds=0.5,
    max_wait_seconds=8.0,
    context_size=3,
    jitter=None,
):
    """Call the tool by the rules of the brief."""
    check_limits(max_calls, budget_seconds, base_wait_seconds, max_wait_seconds, context_size)
    start = clock()
    history = []
    while True:
        try:
            return tool(request, last(history, context_size))
        except Exception as caught:
            error = caught
        history.append(describe(len(history) + 1, error))
        if history[-1]["kind"] == PERMANENT:
            raise GaveUp("permanent", clock() - start, history) from error
        if len(history) == max_calls:
            raise GaveUp("calls", clock() - start, history) from error
        wait = 0
        if history[-1]["kind"] == TRANSIENT:
            wait = seconds_own(history, base_wait_seconds, max_wait_seconds)
            if jitter is not None:
                wait = jitter(wait)
        wait = max(wait, seconds_asked(error))
        if clock() - start + wait > budget_seconds:
            raise GaveUp("time", clock() - start, history) from error
        if wait > 0:
            sleep(wait)
            if clock() - start > budget_seconds:
                raise GaveUp("time", clock() - start, history) from error


async def call_with_retries_async(
    tool,
    request,
    *,
    clock,
    sleep,
    max_calls=4,
    budget_seconds=30.0,
    base_wait_seconds=0.5,
    max_wait_seconds=8.0,
    context_size=3,
    jitter=None,
):
    """Call the tool by the rules of the brief, awaiting tool and sleep."""
    check_limits(max_calls, budget_seconds, base_wait_seconds, max_wait_seconds, context_size)
    start = clock()
    history = []
    while True:
        try:
            return await wait_for(tool(request, last(history, context_size)), budget_seconds or None)
        except Exception as caught:
            error = caught
        history.append(describe(len(history) + 1, error))
        if history[-1]["kind"] == PERMANENT:
            raise GaveUp("permanent", clock() - start, history) from error
        if len(history) == max_calls:
            raise GaveUp("calls", clock() - start, history) from error
        wait = 0
        if history[-1]["kind"] == TRANSIENT:
            wait = seconds_own(history, base_wait_seconds, max_wait_seconds)
            if jitter is not None:
                wait = jitter(wait)
        wait = max(wait, seconds_asked(error))
        if clock() - start + wait > budget_seconds:
            raise GaveUp("time", clock() - start, history) from error
        if wait > 0:
            await sleep(wait)
            if clock() - start > budget_seconds:
                raise GaveUp("time", clock() - start, history) from error
