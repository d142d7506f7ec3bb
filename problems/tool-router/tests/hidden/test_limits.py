"""How much a run may use up, and which reason is given."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st
from solution import run_agent

SCHEMAS = {
    "look": {"type": "object", "open": True},
    "count": {"type": "object", "properties": {"n": {"type": "integer"}}},
}


def call(name, tool="look", **arguments):
    return {"id": name, "tool": tool, "arguments": arguments}


class Bench:
    """A model that follows a script, repeating its last reply, and a tool that counts."""

    def __init__(self, *replies):
        self.replies = replies
        self.asked = 0
        self.made = []

    async def model(self, messages):
        self.asked += 1
        return self.replies[min(self.asked, len(self.replies)) - 1]

    async def call_tool(self, name, arguments):
        self.made.append(arguments)
        return len(self.made)

    def run(self, **limits):
        result = asyncio.run(run_agent("task", model=self.model, call_tool=self.call_tool, schemas=SCHEMAS, **limits))
        assert (result["steps"], result["calls"]) == (self.asked, len(self.made))
        return result

    def ends(self, **limits):
        """Why it ended, after how many steps, with how many calls."""
        result = self.run(**limits)
        return result["reason"], result["steps"], result["calls"]


def statuses(result):
    return [message["status"] for message in result["messages"] if message["role"] == "tool"]


def fresh(step, count=1):
    return {"calls": [call(f"c{n}", step=step, n=n) for n in range(count)]}


def test_the_last_reply_is_not_carried_out():
    """After the last step allowed its calls are in the messages, and they are not made."""
    bench = Bench(fresh(1), fresh(2), fresh(3, 2))
    result = bench.run(max_steps=3)
    assert (result["reason"], result["answer"]) == ("steps", None)
    assert [message["role"] for message in result["messages"]] == [
        "user",
        "assistant",
        "tool",
        "assistant",
        "tool",
        "assistant",
    ]
    assert result["messages"][-1] == {"role": "assistant", **fresh(3, 2)}
    assert bench.made == [{"step": 1, "n": 0}, {"step": 2, "n": 0}]


def test_an_answer_in_the_last_step():
    """An answer in the last step allowed is an answer."""
    assert Bench(fresh(1), {"final": "done"}).ends(max_steps=2) == ("final", 2, 1)
    assert Bench({"final": "done"}).ends(max_steps=1) == ("final", 1, 0)


def test_malformed_replies_are_steps():
    """Malformed replies are steps, and the run ends with them as with others."""
    result = Bench("hm").run(max_steps=4)
    assert (result["reason"], result["steps"], len(result["messages"])) == ("steps", 4, 5)


def test_eight_steps_unless_told():
    """Without another limit the model is asked eight times."""
    assert Bench(*[fresh(n) for n in range(20)]).ends() == ("steps", 8, 7)


def test_calls_beyond_the_limit_are_skipped():
    """Calls beyond the limit are skipped and told, and the run goes on while something of a reply can be made or mended."""
    bench = Bench(fresh(1, 3), fresh(2, 3), {"final": "done"})
    result = bench.run(max_calls=4)
    assert statuses(result) == ["ok"] * 4 + ["skipped"] * 2
    assert [message["content"] for message in result["messages"] if message.get("status") == "skipped"] == [None, None]
    assert (result["reason"], result["calls"]) == ("final", 4)


def test_nothing_but_skipped_calls():
    """A reply of which every call is skipped ends the run, with the messages."""
    result = Bench(fresh(1, 2), fresh(2, 3)).run(max_calls=2)
    assert (result["reason"], result["steps"], result["calls"], result["answer"]) == ("calls", 2, 2, None)
    assert statuses(result) == ["ok", "ok", "skipped", "skipped", "skipped"]


def test_twenty_calls_unless_told():
    """Without another limit twenty calls are made."""
    assert Bench(fresh(1, 15), fresh(2, 15), fresh(3, 15)).ends() == ("calls", 3, 20)


def test_refused_calls_do_not_count():
    """Calls that were unknown, invalid or repeated use nothing up."""
    bench = Bench(
        {"calls": [call("a", "none"), call("b", "count", n="x"), call("c", n=1), call("d", n=1), call("e", n=1)]},
        {"calls": [call("a", "none"), call("b", n=2)]},
        {"final": "done"},
    )
    result = bench.run(max_calls=3)
    assert statuses(result) == ["unknown", "invalid", "ok", "ok", "repeated", "unknown", "ok"]
    assert result["reason"] == "final"


def test_the_first_that_applies():
    """An unknown tool and bad arguments come before repetition, and repetition before the limit of calls."""
    bench = Bench(
        {"calls": [call("a", n=1)]},
        {"calls": [call("a", n=1), call("b", n=2), call("c", "none"), call("d", "count", n="x")]},
        {"final": "done"},
    )
    assert statuses(bench.run(max_calls=1, max_repeats=1)) == ["ok", "repeated", "skipped", "unknown", "invalid"]


def test_a_refusal_that_can_be_mended_goes_on():
    """A reply with an unknown or invalid call does not end the run, whatever the others are."""
    for other in (call("z", "none"), call("z", "count", n="x")):
        bench = Bench(fresh(1), {"calls": [call("a", step=1, n=0), other]}, {"final": "done"})
        assert bench.ends(max_repeats=1) == ("final", 3, 1)
        bench = Bench(fresh(1), {"calls": [call("a", step=2, n=0), other]}, {"final": "done"})
        assert bench.ends(max_calls=1) == ("final", 3, 1)


def test_skipped_beside_repeated():
    """Where some calls are repeated and others skipped, the reason is the calls."""
    bench = Bench(fresh(1), {"calls": [call("a", step=1, n=0), call("b", step=2, n=0)]})
    assert bench.ends(max_calls=1, max_repeats=1) == ("calls", 2, 1)


def test_skipped_calls_were_not_made():
    """A call that was skipped was not made: when it comes again, in that reply or the next, it is skipped again."""
    bench = Bench({"calls": [call("a", n=1), call("b", n=2), call("c", n=2)]}, {"calls": [call("d", n=2)]})
    result = bench.run(max_calls=1, max_repeats=1)
    assert statuses(result) == ["ok", "skipped", "skipped", "skipped"]
    assert (result["reason"], result["steps"]) == ("calls", 2)


def test_repeated_within_one_reply():
    """Equal calls of one reply count as well, in their order."""
    bench = Bench({"calls": [call(name, n=1) for name in "abcd"]}, {"final": "done"})
    result = bench.run(max_repeats=3)
    assert statuses(result) == ["ok", "ok", "ok", "repeated"]
    assert (result["reason"], result["calls"]) == ("final", 3)


def test_failed_calls_were_made():
    """Calls that failed or timed out were made, and count as such."""

    async def fails(name, arguments):
        raise ConnectionError("away")

    async def hangs(name, arguments):
        await asyncio.Event().wait()

    again = {"calls": [call("x", n=1)]}
    for call_tool, status, timeout_seconds in ((fails, "failed", None), (hangs, "timeout", 0.1)):
        for limits, reason, calls in (({"max_repeats": 2}, "loop", 2), ({"max_calls": 1}, "calls", 1)):
            bench = Bench(again)
            result = asyncio.run(
                run_agent(
                    "task",
                    model=bench.model,
                    call_tool=call_tool,
                    schemas=SCHEMAS,
                    timeout_seconds=timeout_seconds,
                    **limits,
                )
            )
            assert (result["reason"], result["calls"]) == (reason, calls)
            assert statuses(result) == [status] * calls + ["repeated" if reason == "loop" else "skipped"]


def test_the_last_reply_is_not_judged():
    """After the last step allowed the reason is the steps, also where all of its calls would have been refused."""
    again = Bench({"calls": [call("x", n=1)]})
    assert again.ends(max_steps=3) == ("steps", 3, 2)
    assert Bench(fresh(1), fresh(2)).ends(max_steps=2, max_calls=1) == ("steps", 2, 1)


def test_other_calls_between_do_not_help():
    """Equal calls count over the whole run, with others between them."""
    one, two = {"calls": [call("x", n=1)]}, {"calls": [call("x", n=2)]}
    assert Bench(one, two, one, two, one).ends() == ("loop", 5, 4)


def test_what_is_equal():
    """The order of keys does not matter, at any depth; everything else does, and so does the tool."""
    same = [
        {"a": 1, "b": {"c": [1, {"x": 2, "y": 3}], "d": None}},
        {"b": {"d": None, "c": [1, {"y": 3, "x": 2}]}, "a": 1},
    ]
    calls = [{"id": str(n), "tool": "look", "arguments": arguments} for n, arguments in enumerate(same)]
    assert statuses(Bench({"calls": calls}, {"final": "x"}).run(max_repeats=1)) == ["ok", "repeated"]
    others = [
        {},
        {"n": 1},
        {"n": True},
        {"n": "1"},
        {"n": "a"},
        {"n": "A"},
        {"n": [1]},
        {"n": [True]},
        {"n": [[1]]},
        {"n": [[True]]},
        {"n": {"m": 1}},
        {"n": {"m": True}},
        {"n": None},
        {"m": 1},
        {"n": [1, 2]},
        {"n": [2, 1]},
        {"n": 0},
        {"n": False},
    ]
    calls = [{"id": str(n), "tool": "look", "arguments": arguments} for n, arguments in enumerate(others)]
    calls += [call("x", "count"), call("y", "count", n=1)]
    assert statuses(Bench({"calls": calls}, {"final": "x"}).run(max_repeats=1, max_calls=99)) == ["ok"] * len(calls)


@pytest.mark.points(2)
@given(
    script=st.lists(st.lists(st.integers(0, 2), min_size=1, max_size=3), min_size=1, max_size=6),
    max_steps=st.integers(1, 6),
    max_calls=st.integers(1, 6),
    max_repeats=st.integers(1, 3),
)
def test_any_limits(script, max_steps, max_calls, max_repeats):
    """For any calls and limits, the run ends for the right reason with the right calls made."""
    replies = [{"calls": [call(f"c{place}", n=n) for place, n in enumerate(numbers)]} for numbers in script]
    bench = Bench(*replies, {"final": "done"})
    expected, made, reason, steps = [], [], "steps", 0
    for reply in [*script, None][:max_steps]:
        steps += 1
        if reply is None:
            reason = "final"
            break
        if steps == max_steps:
            break
        now = []
        for n in reply:
            if made.count(n) >= max_repeats:
                now.append("repeated")
            elif len(made) >= max_calls:
                now.append("skipped")
            else:
                now.append("ok")
                made.append(n)
        expected += now
        if "ok" not in now:
            reason = "calls" if "skipped" in now else "loop"
            break
    result = bench.run(max_steps=max_steps, max_calls=max_calls, max_repeats=max_repeats)
    assert (result["reason"], result["steps"]) == (reason, steps)
    assert statuses(result) == expected
    assert sorted(each["n"] for each in bench.made) == sorted(made)


def test_limits_out_of_range():
    """A limit below 1, or a time-out that is not above 0, raises ValueError, and the model is not asked."""
    for name in ("max_steps", "max_calls", "max_parallel", "max_repeats", "timeout_seconds"):
        for value in (0, -1):
            bench = Bench({"final": "done"})
            with pytest.raises(ValueError):
                bench.run(**{name: value})
            assert bench.asked == 0


def test_limits_at_their_ends():
    """Limits of 1 are limits, and a time-out may be any part of a second."""
    for name in ("max_steps", "max_calls", "max_parallel", "max_repeats"):
        assert Bench({"final": "done"}).ends(**{name: 1}) == ("final", 1, 0)
    assert Bench({"final": "done"}).ends(timeout_seconds=0.5) == ("final", 1, 0)
