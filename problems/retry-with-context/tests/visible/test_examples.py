"""The worked examples of the brief. Nobody waits here: the clock and the sleeps are make-believe."""

import asyncio
import copy

import pytest
from solution import GaveUp, call_with_retries, call_with_retries_async

REQUEST = {"tool": "book_expense", "amount": "12,50"}


def failure(kind, message, **attributes):
    error = kind(message)
    for name, value in attributes.items():
        setattr(error, name, value)
    return error


class Bench:
    """A tool that follows a script, on a clock that only its sleeps move."""

    def __init__(self, *script):
        self.script = script
        self.now = 100.0
        self.sleeps = []
        self.contexts = []

    def clock(self):
        return self.now

    def sleep(self, seconds):
        self.sleeps.append(seconds)
        self.now += seconds

    async def sleep_async(self, seconds):
        self.sleep(seconds)

    def tool(self, request, context):
        assert request == REQUEST
        self.contexts.append(copy.deepcopy(context))
        outcome = self.script[len(self.contexts) - 1]
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    async def tool_async(self, request, context):
        return self.tool(request, context)

    def run(self, **limits):
        return call_with_retries(self.tool, REQUEST, clock=self.clock, sleep=self.sleep, **limits)

    def run_async(self, **limits):
        return asyncio.run(
            call_with_retries_async(
                self.tool_async, REQUEST, clock=self.clock, sleep=self.sleep_async, **limits
            )
        )


def test_example_1_a_transient_failure_is_waited_out():
    bench = Bench(failure(ConnectionError, "connection lost"), failure(TimeoutError, "no answer"), "booked")
    assert bench.run() == "booked"
    assert bench.sleeps == pytest.approx([0.5, 1.0])


def test_example_2_a_repairable_failure_goes_back_to_the_tool_at_once():
    bench = Bench(failure(ValueError, "amount: use a point, not a comma"), "booked")
    assert bench.run() == "booked"
    assert bench.sleeps == []
    assert bench.contexts == [
        [],
        [
            {
                "call": 1,
                "kind": "repairable",
                "error": "ValueError",
                "message": "amount: use a point, not a comma",
            }
        ],
    ]


def test_example_3_a_permanent_failure_ends_it_and_says_why():
    bench = Bench(
        failure(ConnectionError, "connection lost"), failure(PermissionError, "ledger is read-only")
    )
    with pytest.raises(GaveUp) as caught:
        bench.run()
    assert caught.value.reason == "permanent"
    assert caught.value.calls == 2
    assert caught.value.elapsed_seconds == pytest.approx(0.5)
    assert caught.value.history == [
        {"call": 1, "kind": "transient", "error": "ConnectionError", "message": "connection lost"},
        {"call": 2, "kind": "permanent", "error": "PermissionError", "message": "ledger is read-only"},
    ]
    assert "permanent" in str(caught.value)
    assert "ledger is read-only" in str(caught.value)


def test_example_4_the_vendor_may_ask_for_a_longer_wait():
    bench = Bench(failure(ConnectionError, "slow down", retry_after=20), "booked")
    assert bench.run() == "booked"
    assert bench.sleeps == pytest.approx([20])


def test_example_5_repairs_do_not_lengthen_the_waits():
    bench = Bench(
        TimeoutError("no answer"), ValueError("no such account"), TimeoutError("no answer"), "booked"
    )
    assert bench.run() == "booked"
    assert bench.sleeps == pytest.approx([0.5, 1.0])


def test_example_6_calls_run_out():
    bench = Bench(*[TimeoutError(f"no answer {number}") for number in range(1, 5)])
    with pytest.raises(GaveUp) as caught:
        bench.run()
    assert (caught.value.reason, caught.value.calls) == ("calls", 4)
    assert bench.sleeps == pytest.approx([0.5, 1.0, 2.0])


def test_example_7_a_wait_that_does_not_fit_is_not_begun():
    bench = Bench(failure(ConnectionError, "slow down", retry_after=31))
    with pytest.raises(GaveUp) as caught:
        bench.run()
    assert (caught.value.reason, caught.value.calls) == ("time", 1)
    assert bench.sleeps == []


def test_example_8_the_async_version_follows_the_same_rules():
    bench = Bench(ConnectionError("connection lost"), ValueError("no such account"), "booked")
    assert bench.run_async() == "booked"
    assert bench.sleeps == pytest.approx([0.5])
    assert [len(context) for context in bench.contexts] == [0, 1, 2]
