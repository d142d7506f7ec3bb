"""Which failures are worth another call, and what counts as a failure at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from solution import GaveUp, call_with_retries


class GatewayTimeout(TimeoutError):
    """A vendor's own kind of timeout."""


class PeerWentAway(ConnectionResetError):
    """A vendor's own kind of lost connection."""


class BadArguments(ValueError):
    """A vendor's own kind of refused arguments."""


class LedgerClosed(PermissionError):
    """A vendor's own kind of refusal."""


TRANSIENT = (
    TimeoutError,
    ConnectionError,
    ConnectionRefusedError,
    BrokenPipeError,
    GatewayTimeout,
    PeerWentAway,
)
REPAIRABLE = (ValueError, UnicodeError, BadArguments)
PERMANENT = (
    PermissionError,
    LedgerClosed,
    FileNotFoundError,
    InterruptedError,
    OSError,
    RuntimeError,
    NotImplementedError,
    TypeError,
    KeyError,
    LookupError,
    ArithmeticError,
    Exception,
)


class Bench:
    """A tool that raises or returns what the script says, on a clock that only sleeps move."""

    def __init__(self, *script):
        self.script = script
        self.now = 0.0
        self.sleeps = []
        self.requests = []

    def clock(self):
        return self.now

    def sleep(self, seconds):
        self.sleeps.append(seconds)
        self.now += seconds

    def tool(self, request, context):
        self.requests.append(request)
        assert len(self.requests) <= len(self.script), "called again after the script had ended"
        outcome = self.script[len(self.requests) - 1]
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    def run(self, request="request", **limits):
        limits = {"max_calls": 50, "budget_seconds": 10_000, **limits}
        return call_with_retries(self.tool, request, clock=self.clock, sleep=self.sleep, **limits)


def test_request_reaches_every_call_unchanged():
    """The tool is called as `tool(request, context)`, each time with the request as it was given."""
    request = {"tool": "search", "arguments": ["travel", 7, None], "deep": {"a": (1, 2)}}
    bench = Bench(TimeoutError("late"), ValueError("bad"), {"rows": [1, 2]})
    assert bench.run(request) == {"rows": [1, 2]}
    assert bench.requests == [request] * 3


def test_the_tool_is_called_by_position():
    """The tool gets two positional arguments, whatever it calls them."""

    def tool(step, errors, /):
        if not errors:
            raise ValueError("bad")
        return step, len(errors)

    bench = Bench()
    assert call_with_retries(tool, "request", clock=bench.clock, sleep=bench.sleep) == ("request", 1)


@pytest.mark.parametrize("result", [None, False, 0, "", [], {"error": "not found"}])
def test_whatever_the_tool_returns_is_a_success(result):
    """What the tool returns is the result, also None, False and what is empty or talks of an error."""
    bench = Bench(result)
    returned = bench.run()
    assert returned == result
    assert type(returned) is type(result)
    assert bench.sleeps == []


def test_an_error_that_is_returned_is_a_success():
    """Only what the tool raises is a failure: an error that it returns is the result, like anything else."""
    for error in (ValueError("kept"), TimeoutError("kept"), RuntimeError("kept")):
        bench = Bench()
        bench.tool = lambda request, context, error=error: bench.requests.append(request) or error
        returned = bench.run()
        assert isinstance(returned, type(error))
        assert (len(bench.requests), bench.sleeps) == (1, [])


@pytest.mark.parametrize("kind", TRANSIENT, ids=lambda kind: kind.__name__)
def test_transient_failures_are_waited_out(kind):
    """TimeoutError, ConnectionError and their subclasses are transient: wait, then call again."""
    bench = Bench(kind("try later"), "answer")
    assert bench.run() == "answer"
    assert len(bench.requests) == 2
    assert len(bench.sleeps) == 1


@pytest.mark.parametrize("kind", REPAIRABLE, ids=lambda kind: kind.__name__)
def test_repairable_failures_are_called_again_at_once(kind):
    """ValueError and its subclasses are repairable: call again without a wait."""
    bench = Bench(kind("amount must be positive"), "answer")
    assert bench.run() == "answer"
    assert len(bench.requests) == 2
    assert bench.sleeps == []


@pytest.mark.parametrize("kind", PERMANENT, ids=lambda kind: kind.__name__)
def test_everything_else_is_permanent(kind):
    """Every other Exception is permanent: one call, no wait, GaveUp with reason "permanent"."""
    bench = Bench(kind("no"))
    with pytest.raises(GaveUp) as caught:
        bench.run()
    assert caught.value.reason == "permanent"
    assert caught.value.calls == 1
    assert bench.sleeps == []


def test_retry_after_does_not_make_a_permanent_failure_transient():
    """The class alone decides the kind: a permanent failure that carries retry_after stays permanent."""
    refused = PermissionError("quota used up for good")
    refused.retry_after = 1
    bench = Bench(refused)
    with pytest.raises(GaveUp) as caught:
        bench.run()
    assert caught.value.reason == "permanent"
    assert bench.sleeps == []


@pytest.mark.parametrize("cause", [TimeoutError, ConnectionResetError, ValueError], ids=lambda kind: kind.__name__)
def test_what_an_error_was_raised_from_does_not_change_its_kind(cause):
    """The class alone decides the kind: an error raised from one of another kind is what its own class says."""
    error = RuntimeError("bug")
    error.__cause__ = cause("before it")
    bench = Bench(error)
    with pytest.raises(GaveUp) as caught:
        bench.run()
    assert (caught.value.reason, caught.value.calls, bench.sleeps) == ("permanent", 1, [])


def test_a_repairable_failure_raised_from_a_transient_one_is_not_waited_out():
    """The class alone decides the kind: a ValueError raised from a TimeoutError is called again at once."""
    error = ValueError("amount must be positive")
    error.__cause__ = TimeoutError("before it")
    bench = Bench(error, "answer")
    assert bench.run() == "answer"
    assert bench.sleeps == []


def test_last_call_failing_for_good_is_permanent():
    """Where several reasons hold, "permanent" comes before "calls" and "time"."""
    bench = Bench(TimeoutError("late"), PermissionError("no"))
    with pytest.raises(GaveUp) as caught:
        bench.run(max_calls=2)
    assert caught.value.reason == "permanent"


@given(
    kinds=st.lists(st.sampled_from(TRANSIENT + REPAIRABLE + PERMANENT[:5]), max_size=12),
)
def test_calls_go_on_until_the_first_answer_or_permanent_failure(kinds):
    """Within the budgets, calls end with the first answer or permanent failure, and with nothing else."""
    bench = Bench(*[kind("failed") for kind in kinds], "answer")
    first_permanent = next((index for index, kind in enumerate(kinds) if kind in PERMANENT), None)
    if first_permanent is None:
        assert bench.run() == "answer"
        assert len(bench.requests) == len(kinds) + 1
    else:
        with pytest.raises(GaveUp) as caught:
            bench.run()
        assert caught.value.reason == "permanent"
        assert caught.value.calls == len(bench.requests) == first_permanent + 1


@pytest.mark.parametrize("kind", [ConnectionError, ValueError, RuntimeError], ids=lambda kind: kind.__name__)
def test_what_sleep_raises_is_no_failure_of_the_tool(kind):
    """Only what the tool raises is classified: an error raised by `sleep` passes through as it is."""
    bench = Bench(TimeoutError("late"), "answer")

    def sleep(seconds):
        raise kind("the process is shutting down")

    with pytest.raises(kind, match="shutting down"):
        call_with_retries(bench.tool, "request", clock=bench.clock, sleep=sleep)
    assert len(bench.requests) == 1


def test_what_jitter_raises_is_no_failure_of_the_tool():
    """Only what the tool raises is classified: an error raised by `jitter` passes through as it is."""
    bench = Bench(TimeoutError("late"), "answer")

    def jitter(seconds):
        raise ConnectionError("no entropy")

    with pytest.raises(ConnectionError, match="no entropy"):
        bench.run(jitter=jitter)
    assert len(bench.requests) == 1


def test_what_the_clock_raises_is_no_failure_of_the_tool():
    """Only what the tool raises is classified: an error raised by `clock` passes through as it is."""
    bench = Bench(TimeoutError("late"), "answer")

    def clock():
        if bench.requests:
            raise ConnectionError("no clock")
        return 0.0

    with pytest.raises(ConnectionError, match="no clock"):
        call_with_retries(bench.tool, "request", clock=clock, sleep=bench.sleep)
    assert len(bench.requests) == 1


def test_what_is_no_exception_passes_through():
    """What is no Exception is no failure of the tool: it passes through as it is, and nothing is called again."""
    bench = Bench(TimeoutError("late"), "answer")
    ordinary = bench.tool

    def tool(request, context):
        if bench.requests:
            bench.requests.append(request)
            raise SystemExit("the process is shutting down")
        return ordinary(request, context)

    bench.tool = tool
    with pytest.raises(SystemExit, match="shutting down"):
        bench.run()
    assert len(bench.requests) == 2


def test_a_tool_that_gave_up_is_a_permanent_failure():
    """GaveUp is an Exception like others: raised by a tool, it is a permanent failure of that tool."""
    inner, outer = Bench(RuntimeError("no such ledger")), Bench()

    def tool(request, context):
        outer.requests.append(request)
        return inner.run()

    outer.tool = tool
    with pytest.raises(GaveUp) as caught:
        outer.run("outer")
    assert (caught.value.reason, caught.value.calls) == ("permanent", 1)
    assert [failure["error"] for failure in caught.value.history] == ["GaveUp"]
    assert (inner.requests, outer.requests) == (["request"], ["outer"])
