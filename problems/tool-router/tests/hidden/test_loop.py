"""What is said, in which order, and what the result tells."""

import asyncio
import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st
from solution import run_agent

ANY = {"type": "object", "open": True}
STRICT = {"type": "object", "required": ["n"], "properties": {"n": {"type": "integer", "maximum": 9}}}
SCHEMAS = {"echo": ANY, "count": STRICT}


def call(name, tool, **arguments):
    return {"id": name, "tool": tool, "arguments": arguments}


class Bench:
    """A model that follows a script of replies, and tools that return what they got."""

    def __init__(self, *replies):
        self.replies = list(replies)
        self.seen = []
        self.made = []

    async def model(self, messages):
        self.seen.append(copy.deepcopy(messages))
        assert len(self.seen) <= len(self.replies), "asked again after the script had ended"
        return self.replies[len(self.seen) - 1]

    async def call_tool(self, name, arguments):
        self.made.append((name, arguments))
        return {"tool": name, "got": arguments}

    def run(self, task="task", schemas=SCHEMAS, **limits):
        result = asyncio.run(run_agent(task, model=self.model, call_tool=self.call_tool, schemas=schemas, **limits))
        assert set(result) == {"reason", "answer", "steps", "calls", "messages"}
        assert result["steps"] == len(self.seen)
        assert result["calls"] == len(self.made)
        return result


def ok(name, tool, **arguments):
    return {"role": "tool", "id": name, "status": "ok", "content": {"tool": tool, "got": arguments}}


def plain(messages):
    """Problems may be tuples or lists, in any order."""
    shown = []
    for message in messages:
        message = dict(message)
        if message.get("status") == "invalid":
            message["content"] = sorted(map(tuple, message["content"]))
        shown.append(message)
    return shown


def test_an_answer_at_once():
    """An answer in the first step ends the run."""
    result = Bench({"final": "Platform 4"}).run("Which platform?")
    assert (result["reason"], result["answer"], result["steps"], result["calls"]) == ("final", "Platform 4", 1, 0)
    assert list(result["messages"]) == [
        {"role": "user", "content": "Which platform?"},
        {"role": "assistant", "content": "Platform 4"},
    ]


def test_an_empty_answer_is_an_answer():
    """An answer without text ends the run as well."""
    result = Bench({"final": ""}, {"final": "late"}).run("")
    assert (result["reason"], result["answer"], result["steps"]) == ("final", "", 1)


def test_calls_and_what_came_of_them():
    """After calls the model sees them and their results, in their order, and is asked again."""
    calls = [call("a", "echo", x=1), call("b", "count", n=2), call("c", "echo", y=[None, True, "z"])]
    bench = Bench({"calls": calls}, {"final": "done"})
    result = bench.run()
    expected = [
        {"role": "user", "content": "task"},
        {"role": "assistant", "calls": calls},
        ok("a", "echo", x=1),
        ok("b", "count", n=2),
        ok("c", "echo", y=[None, True, "z"]),
    ]
    assert bench.seen == [expected[:1], expected]
    assert list(result["messages"]) == [*expected, {"role": "assistant", "content": "done"}]
    assert bench.made == [("echo", {"x": 1}), ("count", {"n": 2}), ("echo", {"y": [None, True, "z"]})]


def test_what_a_tool_returns_is_passed_on():
    """Whatever a tool returns is its content, None and False too."""
    values = [None, False, 0, "", [], {"status": "failed"}]

    async def call_tool(name, arguments):
        return values[arguments["n"]]

    bench = Bench({"calls": [call(f"c{n}", "count", n=n) for n in range(len(values))]}, {"final": "done"})
    bench.call_tool = call_tool
    result = asyncio.run(run_agent("task", model=bench.model, call_tool=call_tool, schemas=SCHEMAS))
    contents = [message["content"] for message in result["messages"] if message["role"] == "tool"]
    assert contents == values
    assert [type(content) for content in contents] == [type(value) for value in values]
    assert result["calls"] == len(values)


def test_refused_calls_are_not_made():
    """A call of no tool, or with arguments that do not fit, is not made; the others of the reply are."""
    calls = [call("a", "erase"), call("b", "count", n=10), call("c", "count", n=9), call("d", "count", m=1)]
    calls += [{"id": "e", "tool": "echo", "arguments": "x"}, call("", "")]
    bench = Bench({"calls": calls}, {"final": "done"})
    result = bench.run()
    assert bench.made == [("count", {"n": 9})]
    assert plain(result["messages"])[2:8] == [
        {"role": "tool", "id": "a", "status": "unknown", "content": None},
        {"role": "tool", "id": "b", "status": "invalid", "content": [("n", "range")]},
        ok("c", "count", n=9),
        {"role": "tool", "id": "d", "status": "invalid", "content": [("m", "unexpected"), ("n", "missing")]},
        {"role": "tool", "id": "e", "status": "invalid", "content": [("", "type")]},
        {"role": "tool", "id": "", "status": "unknown", "content": None},
    ]


def test_refusals_alone_do_not_end_the_run():
    """A reply of which nothing could be made is told to the model, which may do better."""
    bench = Bench(
        {"calls": [call("a", "erase")]},
        {"calls": [call("b", "count")]},
        {"calls": [call("c", "count", n=1)]},
        {"final": "done"},
    )
    result = bench.run()
    assert (result["reason"], result["steps"], result["calls"]) == ("final", 4, 1)


replies = st.lists(
    st.sampled_from(
        [
            {"calls": [call("a", "count", n=1), call("b", "count", n=2)]},
            {"calls": [call("a", "count", n=-1)]},
            {"calls": [call("c", "count", n=50)]},
            {"calls": [call("d", "none"), call("a", "echo", n=3)]},
            {"calls": []},
            "hm",
        ]
    ),
    max_size=5,
)


@pytest.mark.points(3)
@given(script=replies)
def test_any_conversation(script):
    """For any replies, the model sees everything that was said so far, in each step."""
    expected = [{"role": "user", "content": "task"}]
    views = []
    for reply in script:
        views.append(list(expected))
        if reply == "hm" or not reply["calls"]:
            expected.append({"role": "error", "content": "malformed"})
            continue
        expected.append({"role": "assistant", **reply})
        for each in reply["calls"]:
            if each["tool"] == "none":
                expected.append({"role": "tool", "id": each["id"], "status": "unknown", "content": None})
            elif each["arguments"]["n"] == 50:
                expected.append({"role": "tool", "id": each["id"], "status": "invalid", "content": [("n", "range")]})
            else:
                expected.append(ok(each["id"], each["tool"], **each["arguments"]))
    bench = Bench(*script, {"final": "done"})
    result = bench.run(max_repeats=9)
    assert [plain(view) for view in bench.seen] == [*views, expected]
    assert plain(result["messages"]) == [*expected, {"role": "assistant", "content": "done"}]


def test_two_runs_share_nothing():
    """A run knows nothing of the messages, calls and repetitions of another, before it or beside it."""
    again = {"calls": [call("a", "count", n=1)]}
    benches = [Bench(again, again, {"final": "done"}) for _ in range(3)]
    first = benches[0].run()

    async def both():
        return await asyncio.gather(
            *[run_agent("task", model=bench.model, call_tool=bench.call_tool, schemas=SCHEMAS) for bench in benches[1:]]
        )

    assert [dict(each) for each in asyncio.run(both())] == [first, first]
    assert (first["reason"], first["calls"]) == ("final", 2)


def test_arguments_stay_as_they_are(inout):
    """The schemas are not changed."""
    schemas = {"count": {"type": "object", "required": ["n"], "properties": {"n": {"type": "integer"}}}}
    before = copy.deepcopy(schemas)
    Bench({"calls": [call("a", "count"), call("b", "count", n=1)]}, {"final": "done"}).run(schemas=inout(schemas))
    assert schemas == before
