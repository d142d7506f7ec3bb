"""Calls side by side. Tools wait for events, so nothing depends on how fast the machine is."""

import asyncio

import pytest
from solution import run_agent

PATIENCE_SECONDS = 2.0
"""How long a tool waits for others that should come; they come at once unless something holds them back."""
LINGER_SECONDS = 0.08
"""How long tools stay when as many are there as may: more of them would come at once."""
SCHEMAS = {"slow": {"type": "object", "open": True}}


def calls_of(count):
    return {"calls": [{"id": f"c{n}", "tool": "slow", "arguments": {"n": n}} for n in range(count)]}


def model_of(*replies):
    replies = iter(replies)

    async def model(messages):
        return next(replies)

    return model


async def until(event):
    """Wait for the event; whether it came."""
    try:
        await asyncio.wait_for(event.wait(), PATIENCE_SECONDS)
    except TimeoutError:
        return False
    return True


class Crowd:
    """Tools that stay until so many are there at once, and keep count of how many there were."""

    def __init__(self, expected):
        self.expected = expected
        self.started, self.here, self.most = [], 0, 0
        self.complete = asyncio.Event()
        self.came = True

    async def call_tool(self, name, arguments):
        self.started.append(arguments["n"])
        self.here += 1
        self.most = max(self.most, self.here)
        if self.here >= self.expected:
            self.complete.set()
        self.came = await until(self.complete) and self.came
        await asyncio.sleep(LINGER_SECONDS)
        self.here -= 1
        return arguments["n"]


@pytest.mark.parametrize(("count", "limits", "expected"), [(3, {}, 3), (9, {}, 4), (7, {"max_parallel": 2}, 2)])
def test_side_by_side_and_bounded(count, limits, expected):
    """As many calls run at once as may, never more, and they are started in their order; four unless told."""

    async def scenario():
        crowd = Crowd(expected)
        result = await run_agent(
            "task",
            model=model_of(calls_of(count), {"final": "done"}),
            call_tool=crowd.call_tool,
            schemas=SCHEMAS,
            **limits,
        )
        return crowd, result

    crowd, result = asyncio.run(scenario())
    assert crowd.came, "they were not there at the same time"
    assert crowd.most == expected
    assert crowd.started == list(range(count))
    assert [message["content"] for message in result["messages"] if message["role"] == "tool"] == list(range(count))


def test_the_bound_is_of_all_tools_together():
    """Calls of different tools share the places."""

    async def scenario():
        crowd = Crowd(2)
        calls = calls_of(6)["calls"]
        for place, each in enumerate(calls):
            each["tool"] = ("slow", "other", "third")[place % 3]
        await run_agent(
            "task",
            model=model_of({"calls": calls}, {"final": "x"}),
            call_tool=crowd.call_tool,
            schemas=dict.fromkeys(("slow", "other", "third"), SCHEMAS["slow"]),
            max_parallel=2,
        )
        return crowd.came, crowd.most, crowd.started

    assert asyncio.run(scenario()) == (True, 2, list(range(6)))


def test_one_at_a_time():
    """With one call at a time, the next one starts when the last has ended."""

    async def scenario():
        trace = []

        async def call_tool(name, arguments):
            trace.append(("start", arguments["n"]))
            for _ in range(3):
                await asyncio.sleep(0)
            trace.append(("end", arguments["n"]))

        await run_agent(
            "task", model=model_of(calls_of(4), {"final": "x"}), call_tool=call_tool, schemas=SCHEMAS, max_parallel=1
        )
        return trace

    assert asyncio.run(scenario()) == [(what, n) for n in range(4) for what in ("start", "end")]


def test_results_in_the_order_of_the_calls():
    """Messages are in the order of the calls, in whatever order the tools end."""

    async def scenario():
        ended = [asyncio.Event() for _ in range(4)]
        order, came = [], []

        async def call_tool(name, arguments):
            number = arguments["n"]
            if number < 3:
                came.append(await until(ended[number + 1]))
            order.append(number)
            ended[number].set()
            return f"result {number}"

        result = await run_agent(
            "task", model=model_of(calls_of(4), {"final": "x"}), call_tool=call_tool, schemas=SCHEMAS
        )
        return result, order, came

    result, order, came = asyncio.run(scenario())
    assert all(came)
    assert order == [3, 2, 1, 0]
    told = [(message["id"], message["content"]) for message in result["messages"] if message["role"] == "tool"]
    assert told == [(f"c{n}", f"result {n}") for n in range(4)]


def test_the_next_starts_as_soon_as_one_ends():
    """Calls are not made in batches: a slow one keeps its place, and the others go on beside it."""

    async def scenario():
        all_others = asyncio.Event()
        others, came = [], []

        async def call_tool(name, arguments):
            if arguments["n"] == 0:
                came.append(await until(all_others))
                return
            await asyncio.sleep(0)
            others.append(arguments["n"])
            if len(others) == 5:
                all_others.set()

        await run_agent(
            "task", model=model_of(calls_of(6), {"final": "x"}), call_tool=call_tool, schemas=SCHEMAS, max_parallel=2
        )
        return others, came

    others, came = asyncio.run(scenario())
    assert came == [True], "the others waited for the slow one"
    assert others == [1, 2, 3, 4, 5]


def test_the_model_waits_for_all():
    """The model is asked again when all calls have ended, also those that took longest."""

    async def scenario():
        ended = []
        replies = iter([calls_of(3), {"final": "x"}])

        async def model(messages):
            ended.append("model")
            return next(replies)

        async def call_tool(name, arguments):
            for _ in range(10 * (3 - arguments["n"])):
                await asyncio.sleep(0)
            ended.append("tool")

        await run_agent("task", model=model, call_tool=call_tool, schemas=SCHEMAS)
        return ended

    assert asyncio.run(scenario()) == ["model", "tool", "tool", "tool", "model"]


@pytest.mark.parametrize("timeout_seconds", [None, 60.0])
def test_cancelled_among_the_tools(timeout_seconds):
    """Cancelled while tools run: all are cancelled, none is started after; CancelledError comes out when they have ended."""

    async def scenario():
        both = asyncio.Event()
        started, ended, asked = [], [], []

        async def model(messages):
            asked.append(len(messages))
            return calls_of(5)

        async def call_tool(name, arguments):
            started.append(arguments["n"])
            if len(started) == 2:
                both.set()
            try:
                await asyncio.Event().wait()
            finally:
                try:
                    await asyncio.wait({task}, timeout=LINGER_SECONDS)
                finally:
                    ended.append((arguments["n"], "late" if task.done() else "in time"))

        task = asyncio.ensure_future(
            run_agent(
                "task",
                model=model,
                call_tool=call_tool,
                schemas=SCHEMAS,
                max_parallel=2,
                timeout_seconds=timeout_seconds,
            )
        )
        came = await until(both)
        task.cancel()
        done, _ = await asyncio.wait({task}, timeout=PATIENCE_SECONDS)
        return came, bool(done) and task.cancelled(), started, sorted(ended), len(asked)

    assert asyncio.run(scenario()) == (True, True, [0, 1], [(0, "in time"), (1, "in time")], 1)


def test_cancelled_in_the_model():
    """Cancelled while the model thinks: it is cancelled, and nothing further is called."""

    async def scenario():
        thinking = asyncio.Event()
        trace = []

        async def model(messages):
            trace.append("asked")
            thinking.set()
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                trace.append("cancelled")
                raise

        async def call_tool(name, arguments):
            trace.append("tool")

        task = asyncio.ensure_future(run_agent("task", model=model, call_tool=call_tool, schemas=SCHEMAS))
        came = await until(thinking)
        task.cancel()
        done, _ = await asyncio.wait({task}, timeout=PATIENCE_SECONDS)
        return came, bool(done) and task.cancelled(), trace

    assert asyncio.run(scenario()) == (True, True, ["asked", "cancelled"])


def test_runs_do_not_hold_up_each_other():
    """Two runs that are gathered are in their tools at the same time; the bound is of each run."""

    async def scenario():
        crowd = Crowd(2)
        runs = [
            run_agent(
                "task",
                model=model_of(calls_of(1), {"final": "x"}),
                call_tool=crowd.call_tool,
                schemas=SCHEMAS,
                max_parallel=1,
            )
            for _ in range(2)
        ]
        await asyncio.gather(*runs)
        return crowd.came, crowd.most

    assert asyncio.run(scenario()) == (True, 2)
