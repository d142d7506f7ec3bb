"""Tools that fail or hang, a model that talks nonsense or raises."""

import asyncio
import contextlib

import pytest
from solution import run_agent

SCHEMAS = {"tool": {"type": "object", "open": True}}
PATIENCE_SECONDS = 5.0
LINGER_SECONDS = 0.08
"""How long a cancelled tool takes to end: whoever does not wait for it comes at once."""


class NoSuchSeat(LookupError):
    """A service's own error."""


def calls_of(count):
    return {"calls": [{"id": f"c{n}", "tool": "tool", "arguments": {"n": n}} for n in range(count)]}


def run(replies, call_tool, **limits):
    replies = iter(replies)

    async def model(messages):
        reply = next(replies)
        if isinstance(reply, Exception):
            raise reply
        return reply

    return asyncio.run(run_agent("task", model=model, call_tool=call_tool, schemas=SCHEMAS, **limits))


def told(result):
    return [(message["status"], message["content"]) for message in result["messages"] if message["role"] == "tool"]


@pytest.mark.parametrize("timeout_seconds", [None, 5.0])
def test_a_failure_is_told(timeout_seconds):
    """A tool's exception is told with its class's own name and its text, with a limit too; the others are not disturbed."""
    errors = [
        ValueError("no such seat"),
        KeyError("seat"),
        NoSuchSeat("9A"),
        TimeoutError("gate\nclosed"),
        OSError(),
        None,
    ]

    async def call_tool(name, arguments):
        error = errors[arguments["n"]]
        await asyncio.sleep(0)
        if error is not None:
            raise error
        for _ in range(20):
            await asyncio.sleep(0)
        return "fine"

    result = run([calls_of(6), {"final": "done"}], call_tool, timeout_seconds=timeout_seconds)
    assert told(result) == [
        ("failed", "ValueError: no such seat"),
        ("failed", "KeyError: 'seat'"),
        ("failed", "NoSuchSeat: 9A"),
        ("failed", "TimeoutError: gate\nclosed"),
        ("failed", "OSError: "),
        ("ok", "fine"),
    ]
    assert (result["reason"], result["calls"], result["steps"]) == ("final", 6, 2)


def test_a_failed_call_may_be_made_again():
    """The same call may succeed when the model asks again."""
    attempts = []

    async def call_tool(name, arguments):
        attempts.append(name)
        if len(attempts) == 1:
            raise ConnectionError("away")
        return "back"

    result = run([calls_of(1), calls_of(1), {"final": "done"}], call_tool)
    assert told(result) == [("failed", "ConnectionError: away"), ("ok", "back")]


def test_a_tool_that_hangs():
    """A tool that does not return in time is cancelled and told as such; while it is slow to end, the next call starts where another has ended, and the run goes on."""
    cancelled, last_started = [], asyncio.Event()

    async def call_tool(name, arguments):
        if arguments["n"] == 3:
            last_started.set()
        if arguments["n"] in (0, 3):
            return "fine"
        try:
            await asyncio.wait_for(asyncio.Event().wait(), PATIENCE_SECONDS)
        except asyncio.CancelledError:
            if arguments["n"] == 1:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(last_started.wait(), PATIENCE_SECONDS / 2)
            cancelled.append((arguments["n"], last_started.is_set()))
            raise

    result = run([calls_of(4), {"final": "done"}], call_tool, timeout_seconds=1.0, max_parallel=2)
    assert told(result) == [("ok", "fine"), ("timeout", None), ("timeout", None), ("ok", "fine")]
    assert cancelled == [(2, False), (1, True)], "the last call waited for the one that was slow to end"
    assert (result["reason"], result["calls"]) == ("final", 4)


def test_the_time_limit_is_of_tools_alone():
    """The model may take longer than a tool may."""

    async def model(messages):
        await asyncio.sleep(0.3)
        return {"final": "done"}

    async def call_tool(name, arguments):
        return "fine"

    result = asyncio.run(run_agent("task", model=model, call_tool=call_tool, schemas=SCHEMAS, timeout_seconds=0.05))
    assert (result["reason"], result["answer"]) == ("final", "done")


@pytest.mark.parametrize("count", [1, 2])
def test_the_place_of_a_tool_that_hangs(count):
    """A tool that has timed out has its place until it has ended; only then the next call begins, or the next step."""
    trace, next_came = [], asyncio.Event()

    async def model(messages):
        trace.append("model")
        if len(messages) == 1:
            return calls_of(count)
        next_came.set()
        return {"final": "done"}

    async def call_tool(name, arguments):
        if arguments["n"] == 1:
            trace.append("next call")
            next_came.set()
            return "fine"
        try:
            await asyncio.wait_for(asyncio.Event().wait(), PATIENCE_SECONDS)
        finally:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(next_came.wait(), LINGER_SECONDS)
            trace.append("ended")

    result = asyncio.run(
        run_agent("task", model=model, call_tool=call_tool, schemas=SCHEMAS, timeout_seconds=1.0, max_parallel=1)
    )
    assert told(result) == [("timeout", None), ("ok", "fine")][:count]
    assert trace == ["model", "ended", *["next call"] * (count - 1), "model"]


GOOD = {"id": "a", "tool": "tool", "arguments": {}}
MALFORMED = [
    None,
    "final",
    ["final"],
    [GOOD],
    {},
    {"final": None},
    {"final": 3},
    {"final": ["done"]},
    {"final": {}},
    {"final": "done", "calls": [GOOD]},
    {"final": "done", "note": "x"},
    {"answer": "done"},
    {"calls": []},
    {"calls": None},
    {"calls": GOOD},
    {"calls": (GOOD,), "final": "done"},
    {"calls": ["tool"]},
    {"calls": [GOOD, None]},
    {"calls": [GOOD], "thought": "hm"},
    {"calls": [GOOD, {**GOOD, "arguments": {"n": 2}}]},
    {"calls": [{**GOOD, "id": 1}]},
    {"calls": [{**GOOD, "id": ["a"]}]},
    {"calls": [{**GOOD, "id": {}}]},
    {"calls": [{**GOOD, "tool": None}]},
    {"calls": [{**GOOD, "tool": ["tool"]}]},
    {"calls": [{**GOOD, "tool": {}}]},
    {"calls": [{**GOOD, "why": "x"}]},
    {"calls": [{"id": "a", "tool": "tool"}]},
    {"calls": [{"id": "a", "arguments": {}}]},
    {"calls": [{"tool": "tool", "arguments": {}}]},
]


@pytest.mark.points(2)
def test_malformed_replies():
    """A reply that is neither an answer nor calls is told, and nothing of it is made."""
    made = []

    async def call_tool(name, arguments):
        made.append(arguments)

    result = run([*MALFORMED, {"final": "done"}], call_tool, max_steps=99)
    assert list(result["messages"]) == [
        {"role": "user", "content": "task"},
        *[{"role": "error", "content": "malformed"}] * len(MALFORMED),
        {"role": "assistant", "content": "done"},
    ]
    assert made == []
    assert (result["reason"], result["steps"], result["calls"]) == ("final", len(MALFORMED) + 1, 0)


def test_what_the_model_raises_comes_out():
    """Whatever the model raises ends the run and comes out as it is."""

    async def call_tool(name, arguments):
        return "fine"

    for error in (ConnectionError("model away"), ValueError("context too long"), TimeoutError("slow"), KeyError("x")):
        with pytest.raises(type(error)) as caught:
            run([calls_of(1), error], call_tool)
        assert caught.value.args == error.args


def test_arguments_may_be_anything():
    """Arguments that are no dictionary do not make the reply malformed: the call is invalid, and told as such."""

    async def call_tool(name, arguments):
        return "fine"

    calls = [{"id": str(n), "tool": "tool", "arguments": value} for n, value in enumerate([None, [], "x", 3, True, {}])]
    result = run([{"calls": calls}, {"final": "done"}], call_tool)
    assert [message["status"] for message in result["messages"] if message["role"] == "tool"] == ["invalid"] * 5 + [
        "ok"
    ]
