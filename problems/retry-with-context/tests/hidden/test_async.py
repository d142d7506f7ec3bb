"""The async version: the same rules, overlapping runs, cancellation."""

import asyncio
import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st
from solution import GaveUp, call_with_retries, call_with_retries_async

PATIENCE_SECONDS = 1.0
"""How long a call waits for the others to come; they come at once unless something holds them back."""

SLOW_SECONDS = 0.4
"""How long a slow tool takes, of real time."""

CLASSES = {"transient": TimeoutError, "repairable": ValueError, "permanent": PermissionError}


class Bench:
    """A tool that fails as the script says, then answers; its clock is moved by its sleeps alone."""

    def __init__(self, name, kinds, oversleep=0.0):
        self.name = name
        self.oversleep = oversleep
        self.kinds = kinds
        self.now = 50.0
        self.trace = []

    def clock(self):
        return self.now

    def sleep(self, seconds):
        self.trace.append(("sleep", seconds))
        self.now += seconds + self.oversleep

    async def sleep_async(self, seconds):
        await asyncio.sleep(0)
        self.sleep(seconds)

    def tool(self, request, context):
        number = sum(event[0] == "call" for event in self.trace)
        self.trace.append(("call", request, copy.deepcopy(context)))
        if number < len(self.kinds):
            raise CLASSES[self.kinds[number]](f"{self.name} failed in call {number + 1}")
        return f"answer for {self.name}"

    async def tool_async(self, request, context):
        await asyncio.sleep(0)
        return self.tool(request, context)

    def run(self, **limits):
        return call_with_retries(self.tool, self.name, clock=self.clock, sleep=self.sleep, **limits)

    def start(self, **limits):
        return call_with_retries_async(
            self.tool_async, self.name, clock=self.clock, sleep=self.sleep_async, **limits
        )


def told(outcome):
    """Return what an answer or a GaveUp says, as plain values."""
    if isinstance(outcome, GaveUp):
        return (outcome.reason, outcome.calls, outcome.elapsed_seconds, outcome.history)
    if isinstance(outcome, BaseException):
        raise outcome
    return outcome


scripts = st.lists(
    st.sampled_from(["transient", "transient", "repairable", "repairable", "permanent"]), max_size=6
)


def test_waits_and_context_of_one_run():
    """The async version waits, feeds back and answers as the sync one does; tool and sleep are awaited."""
    bench = Bench("rent", ["transient", "repairable", "transient"])
    assert asyncio.run(bench.start(base_wait_seconds=2.0)) == "answer for rent"
    entries = [
        {"call": 1, "kind": "transient", "error": "TimeoutError", "message": "rent failed in call 1"},
        {"call": 2, "kind": "repairable", "error": "ValueError", "message": "rent failed in call 2"},
        {"call": 3, "kind": "transient", "error": "TimeoutError", "message": "rent failed in call 3"},
    ]
    assert bench.trace == [
        ("call", "rent", []),
        ("sleep", 2.0),
        ("call", "rent", entries[:1]),
        ("call", "rent", entries[:2]),
        ("sleep", 4.0),
        ("call", "rent", entries),
    ]


@pytest.mark.parametrize(
    ("kinds", "limits", "reason", "calls"),
    [
        (["transient", "permanent"], {}, "permanent", 2),
        (["repairable"] * 9, {"max_calls": 3}, "calls", 3),
        (["transient"] * 9, {"budget_seconds": 4.0, "base_wait_seconds": 1.0}, "time", 3),
    ],
)
def test_gives_up_for_each_reason(kinds, limits, reason, calls):
    """The async version gives up for the same reasons, with the same attributes."""
    bench = Bench("fuel", kinds)
    with pytest.raises(GaveUp) as caught:
        asyncio.run(bench.start(**limits))
    assert caught.value.reason == reason
    assert caught.value.calls == len(caught.value.history) == calls


def test_no_call_after_a_sleep_that_came_back_too_late():
    """The async version looks at the clock again when its sleep returns, too."""
    bench = Bench("hotel", ["transient"], oversleep=60.0)
    with pytest.raises(GaveUp) as caught:
        asyncio.run(bench.start())
    assert (caught.value.reason, caught.value.calls) == ("time", 1)


@pytest.mark.parametrize(
    ("kinds", "limits"),
    [
        (["repairable"] * 5, {}),
        (["repairable"] * 6, {"max_calls": 20}),
        (["transient"] * 8, {"max_calls": 20, "budget_seconds": 1e6}),
        (["transient"] * 2, {"base_wait_seconds": 15.0, "max_wait_seconds": 15.0}),
        (["transient"] * 2, {"base_wait_seconds": 15.0625, "max_wait_seconds": 15.0625}),
    ],
    ids=["calls", "context", "waits", "budget-just-met", "budget-missed"],
)
def test_defaults_are_those_of_the_sync_version(kinds, limits):
    """What is left out has the same value in both versions."""
    bench, bench_async = Bench("train", kinds), Bench("train", kinds)
    outcomes = []
    for run in (lambda: bench.run(**limits), lambda: asyncio.run(bench_async.start(**limits))):
        try:
            outcomes.append(run())
        except GaveUp as gave_up:
            outcomes.append(told(gave_up))
    assert bench_async.trace == bench.trace
    assert outcomes[1] == outcomes[0]


def test_caps_jitter_and_retry_after():
    """Cap, jitter, retry_after and how the tool is called are the same as in the sync version; jitter is not awaited."""
    sleeps = []

    async def tool(step, errors, /):
        if len(errors) == 4:
            return "answer"
        error = ConnectionError("busy")
        if len(errors) == 1:
            error.retry_after = 9
        raise error

    async def sleep(seconds):
        sleeps.append(seconds)

    run = call_with_retries_async(
        tool,
        "request",
        clock=lambda: 0.0,
        sleep=sleep,
        max_calls=9,
        base_wait_seconds=1.0,
        max_wait_seconds=3.0,
        context_size=5,
        jitter=lambda seconds: seconds / 4,
    )
    assert asyncio.run(run) == "answer"
    assert sleeps == pytest.approx([0.25, 9, 0.75, 0.75], rel=1e-9)


@pytest.mark.parametrize(
    "name", ["max_calls", "budget_seconds", "base_wait_seconds", "max_wait_seconds", "context_size"]
)
def test_senseless_limits_are_refused(name):
    """The async version refuses limits out of range, too, before the tool is called."""
    bench = Bench("bus", [])
    with pytest.raises(ValueError):
        asyncio.run(bench.start(**{name: -1}))
    assert bench.trace == []


@pytest.mark.parametrize("where", ["clock", "sleep", "jitter"])
def test_only_the_tool_can_fail(where):
    """What clock, sleep or jitter raises passes through the async version as it is."""
    bench = Bench("ferry", ["transient"])

    def guarded(name, function):
        def call(*arguments):
            if name == where and bench.trace:
                raise ConnectionError("not the tool")
            return function(*arguments)

        return call

    async def sleep(seconds):
        guarded("sleep", bench.sleep)(seconds)

    run = call_with_retries_async(
        bench.tool_async,
        "ferry",
        clock=guarded("clock", bench.clock),
        sleep=sleep,
        jitter=guarded("jitter", lambda seconds: seconds),
    )
    with pytest.raises(ConnectionError, match="not the tool"):
        asyncio.run(run)
    assert [event[0] for event in bench.trace] == ["call"]


@given(
    kinds=scripts,
    max_calls=st.integers(min_value=1, max_value=6),
    budget=st.sampled_from([0.0, 1.0, 3.0, 60.0]),
    context_size=st.integers(min_value=0, max_value=4),
    oversleep=st.sampled_from([0.0, 8.0]),
)
def test_sync_and_async_agree(kinds, max_calls, budget, context_size, oversleep):
    """For any script and limits the async version calls, sleeps and ends as the sync one does."""
    limits = {"max_calls": max_calls, "budget_seconds": budget, "context_size": context_size}
    bench, bench_async = Bench("taxi", kinds, oversleep), Bench("taxi", kinds, oversleep)
    outcomes = []
    for run in (lambda: bench.run(**limits), lambda: asyncio.run(bench_async.start(**limits))):
        try:
            outcomes.append(run())
        except GaveUp as gave_up:
            outcomes.append(told(gave_up))
    assert bench_async.trace == bench.trace
    assert outcomes[1] == outcomes[0]


@given(together=st.lists(scripts, min_size=2, max_size=4))
def test_runs_that_are_gathered_know_nothing_of_each_other(together):
    """Runs that are gathered end and trace exactly as each does alone."""
    limits = {"base_wait_seconds": 1.0, "max_calls": 5}

    async def gathered(benches):
        return await asyncio.gather(*[bench.start(**limits) for bench in benches], return_exceptions=True)

    def benches():
        return [Bench(f"run {number}", kinds) for number, kinds in enumerate(together)]

    alone, side_by_side = benches(), benches()
    outcomes_alone = [asyncio.run(gathered([bench]))[0] for bench in alone]
    outcomes = asyncio.run(gathered(side_by_side))
    assert [told(outcome) for outcome in outcomes] == [told(outcome) for outcome in outcomes_alone]
    assert [bench.trace for bench in side_by_side] == [bench.trace for bench in alone]


class Meeting:
    """A place where so many calls must be at the same time."""

    def __init__(self, expected):
        self.missing = expected
        self.complete = asyncio.Event()
        self.failed = False

    async def attend(self):
        self.missing -= 1
        if self.missing == 0:
            self.complete.set()
        if self.failed:
            return
        try:
            await asyncio.wait_for(self.complete.wait(), PATIENCE_SECONDS)
        except TimeoutError:
            self.failed = True


def test_runs_overlap_in_the_tool_and_in_the_wait():
    """Runs that are gathered overlap: all can be in their tool, and all in their wait, at one time."""

    async def scenario():
        in_tool, in_wait = Meeting(3), Meeting(3)

        def start(name):
            calls = 0

            async def tool(request, context):
                nonlocal calls
                calls += 1
                if calls == 1:
                    await in_tool.attend()
                    raise ConnectionError("busy")
                return f"answer for {request}"

            async def sleep(seconds):
                await in_wait.attend()

            return call_with_retries_async(tool, name, clock=lambda: 0.0, sleep=sleep)

        answers = await asyncio.gather(start("a"), start("b"), start("c"))
        return answers, in_tool.failed, in_wait.failed

    answers, tools_apart, waits_apart = asyncio.run(scenario())
    assert answers == ["answer for a", "answer for b", "answer for c"]
    assert not tools_apart, "the runs were not in their tools at the same time"
    assert not waits_apart, "the runs were not in their waits at the same time"


def test_time_is_what_the_clock_says():
    """The budget is by the clock that is given: a tool that takes longer than that of real time is let finish."""
    calls = []

    async def tool(request, context):
        calls.append(request)
        await asyncio.sleep(SLOW_SECONDS)
        return "answer"

    async def sleep(seconds):
        raise AssertionError("nothing to wait for")

    run = call_with_retries_async(
        tool, "request", clock=lambda: 0.0, sleep=sleep, budget_seconds=SLOW_SECONDS / 4
    )
    assert asyncio.run(run) == "answer"
    assert calls == ["request"]


async def until(event, task):
    """Wait until the event is set, or the task ends before that, or something seems to hold it back."""
    waiter = asyncio.ensure_future(event.wait())
    await asyncio.wait({waiter, task}, timeout=PATIENCE_SECONDS, return_when=asyncio.FIRST_COMPLETED)
    waiter.cancel()


def test_cancelled_in_the_tool():
    """Cancelled while the tool runs: CancelledError comes out, and there is no further call and no wait."""

    async def scenario():
        started = asyncio.Event()
        calls, sleeps = [], []

        async def tool(request, context):
            calls.append(request)
            started.set()
            if len(calls) == 1:
                await asyncio.Event().wait()
            return "answer"

        async def sleep(seconds):
            sleeps.append(seconds)

        task = asyncio.ensure_future(call_with_retries_async(tool, "request", clock=lambda: 0.0, sleep=sleep))
        await until(started, task)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        return calls, sleeps

    assert asyncio.run(scenario()) == (["request"], [])


def test_cancelled_in_the_wait():
    """Cancelled while it sleeps: CancelledError comes out, with no further call and no other sleep."""

    async def scenario():
        asleep = asyncio.Event()
        calls, sleeps = [], []

        async def tool(request, context):
            calls.append(request)
            if len(calls) == 1:
                raise TimeoutError("late")
            return "answer"

        async def sleep(seconds):
            sleeps.append(seconds)
            asleep.set()
            if len(sleeps) == 1:
                await asyncio.Event().wait()

        task = asyncio.ensure_future(call_with_retries_async(tool, "request", clock=lambda: 0.0, sleep=sleep))
        await until(asleep, task)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        return calls, sleeps

    assert asyncio.run(scenario()) == (["request"], [0.5])


@pytest.mark.parametrize("where", ["tool", "wait"])
def test_nothing_is_called_after_a_cancellation(where):
    """Once a run was cancelled, in its tool or in its wait, neither tool nor sleep, clock nor jitter is called any more."""

    async def scenario():
        waiting = asyncio.Event()
        called = []

        async def stay():
            waiting.set()
            try:
                await asyncio.Event().wait()
            finally:
                called.append("cancelled")

        async def tool(request, context):
            called.append("tool")
            if where == "tool" and context:
                await stay()
            raise TimeoutError("late")

        async def sleep(seconds):
            called.append("sleep")
            if where == "wait":
                await stay()

        def clock():
            called.append("clock")
            return 0.0

        def jitter(seconds):
            called.append("jitter")
            return seconds

        run = call_with_retries_async(tool, "request", clock=clock, sleep=sleep, jitter=jitter)
        task = asyncio.ensure_future(run)
        await until(waiting, task)
        task.cancel()
        await asyncio.wait({task})
        return called, task.cancelled()

    called, was_cancelled = asyncio.run(scenario())
    assert was_cancelled
    assert called[-1] == "cancelled", "something was called after the cancellation"


def test_cancellation_reaches_the_tool():
    """Cancelling a run cancels the tool that it awaits; nothing is left running behind it."""

    async def scenario():
        started, stopped = asyncio.Event(), asyncio.Event()
        seen = []

        async def tool(request, context):
            if seen:
                return "answer"
            started.set()
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                seen.append("cancelled")
                raise
            finally:
                stopped.set()

        async def sleep(seconds):
            raise AssertionError("nothing to wait for")

        task = asyncio.ensure_future(call_with_retries_async(tool, "request", clock=lambda: 0.0, sleep=sleep))
        await until(started, task)
        task.cancel()
        await asyncio.wait({task})
        try:
            await asyncio.wait_for(stopped.wait(), PATIENCE_SECONDS)
        except TimeoutError:
            seen.append("still running")
        return list(seen), task.cancelled()  # a copy: the end of asyncio.run cancels what was left running

    assert asyncio.run(scenario()) == (["cancelled"], True)


def test_cancellation_reaches_the_wait():
    """Cancelling a run cancels the sleep that it awaits; nothing is left running behind it."""

    async def scenario():
        asleep, stopped = asyncio.Event(), asyncio.Event()
        seen = []

        async def tool(request, context):
            if seen:
                return "answer"
            raise TimeoutError("late")

        async def sleep(seconds):
            asleep.set()
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                seen.append("cancelled")
                raise
            finally:
                stopped.set()

        task = asyncio.ensure_future(call_with_retries_async(tool, "request", clock=lambda: 0.0, sleep=sleep))
        await until(asleep, task)
        task.cancel()
        await asyncio.wait({task})
        try:
            await asyncio.wait_for(stopped.wait(), PATIENCE_SECONDS)
        except TimeoutError:
            seen.append("still sleeping")
        return list(seen), task.cancelled()

    assert asyncio.run(scenario()) == (["cancelled"], True)


def test_a_tool_that_ends_as_cancelled_is_no_failure():
    """CancelledError is no Exception: it passes through also where the tool raises it and nobody cancelled the run."""
    bench = Bench("toll", [])

    async def tool(request, context):
        await bench.tool_async(request, context)
        raise asyncio.CancelledError("a task of the tool was cancelled")

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(call_with_retries_async(tool, "toll", clock=bench.clock, sleep=bench.sleep_async))
    assert [event[0] for event in bench.trace] == ["call"]


def test_cancelling_one_run_leaves_the_others_alone():
    """Where several runs overlap and one is cancelled, the others go on to their answers."""

    async def scenario():
        started, go_on = asyncio.Event(), asyncio.Event()

        async def waits(request, context):
            if started.is_set():
                return "called again"
            started.set()
            await asyncio.Event().wait()

        async def answers(request, context):
            await go_on.wait()
            if not context:
                raise ConnectionError("busy")
            return f"answer for {request}"

        async def sleep(seconds):
            await asyncio.sleep(0)

        async def start(tool, name):
            return await call_with_retries_async(tool, name, clock=lambda: 0.0, sleep=sleep)

        first, second = (asyncio.create_task(start(answers, name)) for name in ("a", "b"))
        doomed = asyncio.create_task(start(waits, "c"))
        await until(started, doomed)
        doomed.cancel()
        await asyncio.wait({doomed})
        go_on.set()
        return await asyncio.gather(first, second), doomed.cancelled()

    assert asyncio.run(scenario()) == (["answer for a", "answer for b"], True)
