"""How many calls and how much time may be used, and which reason is given.

All times are multiples of an eighth of a second, so sums of floats are exact and an edge is an edge.
"""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st
from solution import GaveUp, call_with_retries

KINDS = {"transient": TimeoutError, "repairable": ValueError, "permanent": PermissionError}


@dataclass(frozen=True)
class Step:
    """One call of the tool: how it ends, how long it takes, and the retry_after that its error carries."""

    kind: str
    seconds: float = 0.0
    retry_after: float | None = None


def step(kind, seconds=0.0, retry_after=None):
    return Step(kind, seconds, retry_after)


class Bench:
    """A tool that follows the steps, then answers; `trace` holds "call" for calls and numbers for sleeps."""

    def __init__(self, *steps, start=0.0, oversleep=0.0):
        self.steps = steps
        self.now = start
        self.oversleep = oversleep
        self.trace = []

    def clock(self):
        return self.now

    def sleep(self, seconds):
        self.trace.append(seconds)
        self.now += seconds + self.oversleep

    def tool(self, request, context):
        number = self.trace.count("call")
        self.trace.append("call")
        if number >= len(self.steps):
            return "answer"
        now = self.steps[number]
        self.now += now.seconds
        if now.kind == "answer":
            return "answer"
        error = KINDS[now.kind]("failed")
        if now.retry_after is not None:
            error.retry_after = now.retry_after
        raise error

    def ending(self, **limits):
        """Run it and return "answer" or the reason for giving up."""
        try:
            return call_with_retries(self.tool, "request", clock=self.clock, sleep=self.sleep, **limits)
        except GaveUp as gave_up:
            assert gave_up.calls == self.trace.count("call")
            return gave_up.reason


def expected(steps, *, max_calls, budget, base, cap, oversleep):
    """Return the trace and the ending that the brief's rules give."""
    trace, now, transient = [], 0.0, 0
    for number, current in enumerate([*steps, Step("answer")], start=1):
        trace.append("call")
        now += current.seconds
        if current.kind in ("answer", "permanent"):
            return trace, current.kind
        if number == max_calls:
            return trace, "calls"
        own = 0.0
        if current.kind == "transient":
            own = min(cap, base * 2**transient)
            transient += 1
        wait = max(own, current.retry_after or 0.0)
        if now + wait > budget:
            return trace, "time"
        if wait > 0:
            trace.append(wait)
            now += wait + oversleep
        if now > budget:
            return trace, "time"
    raise AssertionError("unreachable: the last step answers")


eighths = st.integers(min_value=0, max_value=40).map(lambda number: number / 8)
steps_of_tools = st.lists(
    st.builds(
        Step,
        kind=st.sampled_from(["transient"] * 6 + ["repairable"] * 4 + ["permanent", "answer"]),
        seconds=st.just(0.0) | eighths,
        retry_after=st.none() | eighths,
    ),
    min_size=1,
    max_size=8,
)


@pytest.mark.points(3)
@given(
    steps=steps_of_tools,
    max_calls=st.sampled_from([100, 9, 8, 5, 3, 2, 1]),
    budget=st.integers(min_value=0, max_value=120).map(lambda number: number / 8),
    base=st.sampled_from([0.0, 0.25, 1.0]),
    cap=st.sampled_from([0.5, 4.0]),
    oversleep=st.sampled_from([0.0, 0.125, 8.0]),
    start=st.integers(min_value=-(10**6), max_value=10**6),
)
def test_any_run_follows_the_rules(steps, max_calls, budget, base, cap, oversleep, start):
    """For any failures and limits, the calls, the sleeps and the ending are those of the brief's rules."""
    bench = Bench(*steps, start=float(start), oversleep=oversleep)
    ending = bench.ending(
        max_calls=max_calls, budget_seconds=budget, base_wait_seconds=base, max_wait_seconds=cap
    )
    trace, expected_ending = expected(
        steps, max_calls=max_calls, budget=budget, base=base, cap=cap, oversleep=oversleep
    )
    assert bench.trace == trace
    assert ending == expected_ending


@pytest.mark.parametrize("max_calls", [1, 2, 3, 7])
@pytest.mark.parametrize("kind", ["transient", "repairable"])
def test_max_calls_counts_the_first_call_too(kind, max_calls):
    """At most max_calls calls are made, the first one included, and the last is followed by no sleep."""
    bench = Bench(*[step(kind)] * 20)
    assert bench.ending(max_calls=max_calls, budget_seconds=1000) == "calls"
    assert bench.trace.count("call") == max_calls
    assert bench.trace[-1] == "call"


def test_defaults_are_four_calls_and_thirty_seconds():
    """By default four calls may be made, and waits may end 30 s after the start but not later."""
    assert Bench(*[step("repairable")] * 4).ending() == "calls"
    assert Bench(*[step("repairable")] * 3).ending() == "answer"
    assert Bench(step("transient", retry_after=30.0)).ending() == "answer"
    assert Bench(step("transient", retry_after=30.125)).ending() == "time"


def test_huge_max_calls_costs_nothing():
    """max_calls may be so large that only time limits the run."""
    bench = Bench(*[step("transient")] * 3)
    assert bench.ending(max_calls=10**12, budget_seconds=1000) == "answer"


def test_wait_that_ends_on_the_edge_is_slept():
    """A wait that ends exactly when the budget does still fits, and the call after it is made."""
    bench = Bench(step("transient", seconds=3.0, retry_after=2.0))
    assert bench.ending(budget_seconds=5.0) == "answer"
    assert bench.trace == ["call", 2.0, "call"]


def test_wait_that_ends_past_the_edge_is_not_begun():
    """A wait that would end after the budget is not begun, nor shortened: GaveUp comes at once."""
    bench = Bench(step("transient", seconds=3.0, retry_after=2.125))
    assert bench.ending(budget_seconds=5.0) == "time"
    assert bench.trace == ["call"]


def test_back_off_that_does_not_fit_is_not_begun():
    """Our own wait, as it is after the jitter, is measured against the budget like any other."""
    bench = Bench(step("transient"), step("transient"), step("transient"))
    assert bench.ending(budget_seconds=5.0, base_wait_seconds=1.0) == "time"
    assert bench.trace == ["call", 1.0, "call", 2.0, "call"]
    bench = Bench(step("transient"), step("transient"), step("transient"))
    assert (
        bench.ending(budget_seconds=5.0, base_wait_seconds=1.0, jitter=lambda seconds: seconds / 2)
        == "answer"
    )


def test_time_inside_the_tool_counts():
    """The time that the tool takes is part of the budget, also where nothing is slept."""
    bench = Bench(*[step("repairable", seconds=2.0)] * 9)
    assert bench.ending(max_calls=9, budget_seconds=5.0) == "time"
    assert bench.trace == ["call"] * 3


def test_repair_on_the_edge_is_called():
    """A call may begin exactly at the end of the budget."""
    bench = Bench(step("repairable", seconds=5.0))
    assert bench.ending(budget_seconds=5.0) == "answer"


def test_an_edge_is_an_edge_however_far_away():
    """Where the budget is very long, an eighth of a second too late is too late as well, and exactly then is not."""
    budget = 2.0**33
    for late, ending in ((0.0, "answer"), (0.125, "time")):
        assert Bench(step("repairable", seconds=budget + late)).ending(budget_seconds=budget) == ending
        assert Bench(step("transient", retry_after=budget + late)).ending(budget_seconds=budget) == ending
        bench = Bench(step("repairable", retry_after=budget - 1), oversleep=1 + late)
        assert bench.ending(budget_seconds=budget) == ending


def test_late_answer_is_an_answer():
    """An answer is returned however late it comes."""
    bench = Bench(step("transient"), step("answer", seconds=500.0))
    assert bench.ending(budget_seconds=5.0) == "answer"


def test_no_call_after_a_sleep_that_came_back_too_late():
    """`sleep` may return late: no call but the first begins after the end of the budget."""
    bench = Bench(step("transient"), oversleep=9.0)
    assert bench.ending(budget_seconds=5.0) == "time"
    assert bench.trace == ["call", 0.5]


def test_late_sleep_within_the_budget_is_no_reason_to_stop():
    """A sleep that returns late, but within the budget, is followed by the next call."""
    bench = Bench(step("transient"), oversleep=4.5)
    assert bench.ending(budget_seconds=5.0) == "answer"


def test_clock_may_start_anywhere():
    """Only differences of the clock mean anything."""
    for start in (-5000.0, 1_700_000_000.0):
        bench = Bench(step("transient", retry_after=4.0), start=start)
        assert bench.ending(budget_seconds=5.0) == "answer"
        bench = Bench(step("transient", retry_after=6.0), start=start)
        assert bench.ending(budget_seconds=5.0) == "time"


def test_first_call_is_made_without_any_time():
    """With a time budget of zero the first call is still made, and no wait fits after it."""
    bench = Bench(step("transient"))
    assert bench.ending(budget_seconds=0) == "time"
    assert bench.trace == ["call"]
    assert Bench().ending(budget_seconds=0) == "answer"


def test_calls_come_before_time():
    """Where both budgets are spent, the reason is "calls"."""
    bench = Bench(step("transient", seconds=50.0))
    assert bench.ending(max_calls=1, budget_seconds=5.0) == "calls"


def test_elapsed_seconds_run_from_the_start_to_giving_up():
    """elapsed_seconds is the clock's advance since the start, the tool's own time included."""
    bench = Bench(
        step("transient", seconds=2.0, retry_after=1.5), step("permanent", seconds=0.25), start=77.0
    )
    with pytest.raises(GaveUp) as caught:
        call_with_retries(bench.tool, "request", clock=bench.clock, sleep=bench.sleep)
    assert caught.value.elapsed_seconds == pytest.approx(3.75)


def test_elapsed_seconds_without_the_wait_that_did_not_fit():
    """Where a wait does not fit, elapsed_seconds ends with the failure; after a late sleep, with the sleep."""
    bench = Bench(step("transient", seconds=2.0, retry_after=40.0), start=-7.0)
    with pytest.raises(GaveUp) as caught:
        call_with_retries(bench.tool, "request", clock=bench.clock, sleep=bench.sleep)
    assert caught.value.elapsed_seconds == pytest.approx(2.0)
    bench = Bench(step("transient", seconds=2.0, retry_after=3.0), oversleep=60.0)
    with pytest.raises(GaveUp) as caught:
        call_with_retries(bench.tool, "request", clock=bench.clock, sleep=bench.sleep)
    assert caught.value.elapsed_seconds == pytest.approx(65.0)


@pytest.mark.parametrize(
    "limits",
    [
        {"max_calls": 0},
        {"max_calls": -1},
        {"budget_seconds": -1},
        {"base_wait_seconds": -0.5},
        {"max_wait_seconds": -0.5},
        {"context_size": -1},
    ],
    ids=lambda limits: "-".join(f"{name}={value}" for name, value in limits.items()),
)
def test_senseless_limits_are_refused_before_any_call(limits):
    """max_calls below 1 and negative limits raise ValueError before the tool is called."""
    bench = Bench()
    with pytest.raises(ValueError):
        bench.ending(**limits)
    assert bench.trace == []
