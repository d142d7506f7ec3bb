"""`run` where steps fail: what goes on, what is skipped, and whom it is blamed on."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st
from solution import run

NAMES = [f"step{number}" for number in range(8)]


@st.composite
def faulty(draw):
    """Draw a pipeline and the steps that fail in it."""
    names = draw(st.permutations(NAMES))[: draw(st.integers(1, len(NAMES)))]
    steps = {}
    for position, name in enumerate(names):
        steps[name] = {"after": draw(st.lists(st.sampled_from(names[:position]), max_size=2)) if position else []}
    return steps, set(draw(st.lists(st.sampled_from(names), max_size=3)))


def before(steps, name):
    """Return everything that the step waits for, directly or not."""
    found, todo = set(), list(steps[name]["after"])
    while todo:
        other = todo.pop()
        if other not in found:
            found.add(other)
            todo += steps[other]["after"]
    return found


def outcomes_of(steps, failing, **options):
    """Run it and return the outcomes and the steps that were begun."""
    begun = []

    async def work(name, inputs):
        begun.append(name)
        await asyncio.sleep(0)
        if name in failing:
            raise failing[name]
        return name.upper()

    return asyncio.run(run(steps, work, **{"pools": {"cpu": 2}, **options})), begun


@pytest.mark.points(3)
@given(drawn=faulty(), places=st.integers(1, 3))
def test_any_failures(drawn, places):
    """What depends on no failed step runs; the rest is skipped because of the alphabetically first that failed."""
    steps, doomed = drawn
    failing = {name: ValueError(f"{name} is broken") for name in doomed}
    outcomes, begun = outcomes_of(steps, failing, pools={"cpu": places})
    failed = {name for name in doomed if not before(steps, name) & doomed}
    expected = {}
    for name in steps:
        if name in failed:
            expected[name] = {"status": "failed", "error": f"ValueError: {name} is broken"}
        elif guilty := before(steps, name) & failed:
            expected[name] = {"status": "skipped", "because": min(guilty)}
        else:
            expected[name] = {"status": "ran", "result": name.upper()}
    assert outcomes == expected
    assert sorted(begun) == sorted(name for name in steps if not before(steps, name) & failed)


class RowsMissing(Exception):
    """An exception that is not Python's own."""


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (KeyError("customer"), "KeyError: 'customer'"),
        (TimeoutError(), "TimeoutError: "),
        (PermissionError(13, "no"), "PermissionError: [Errno 13] no"),
        (RuntimeError("disk: full"), "RuntimeError: disk: full"),
        (EOFError("no rows"), "EOFError: no rows"),
        (RowsMissing("May"), "RowsMissing: May"),
    ],
    ids=["quoted", "empty", "numbered", "colon", "rare", "of a library"],
)
def test_the_error_is_told(error, text):
    """Any Exception is a failure, told as its class's name, a colon, a space and its text."""
    outcomes, _ = outcomes_of({"a": {"after": []}}, {"a": error})
    assert outcomes == {"a": {"status": "failed", "error": text}}


def test_the_blame_goes_to_the_step_that_failed():
    """A step far behind a failed one names the failed one, not the skipped one between them."""
    steps = {name: {"after": list(after)} for name, after in [("a", ""), ("b", "a"), ("c", "b"), ("d", "ce"), ("e", "")]}
    outcomes, begun = outcomes_of(steps, {"a": OSError("gone")})
    assert outcomes["d"] == {"status": "skipped", "because": "a"}
    assert sorted(begun) == ["a", "e"]


def test_the_blame_does_not_depend_on_time():
    """Of several failed steps the alphabetically first is named, whichever failed first, and near or far."""
    steps = {
        "z": {"after": [], "seconds": 90},
        "m": {"after": [], "seconds": 50},
        "a": {"after": []},
        "far": {"after": ["a"]},
        "end": {"after": ["m", "far", "z"]},
        "behind": {"after": ["end"]},
        "last": {"after": ["behind"]},
    }
    outcomes, begun = outcomes_of(steps, {name: ValueError("no") for name in "zma"}, pools={"cpu": 1})
    assert begun == ["z", "m", "a"]
    for name in ("end", "behind", "last"):
        assert outcomes[name] == {"status": "skipped", "because": "a"}


def test_an_error_that_is_returned_is_a_result():
    """A step fails if `work` raises: an error that it returns is the step's result, and an input like others."""
    seen = {}

    async def work(name, inputs):
        seen[name] = inputs
        return ValueError("kept") if name == "a" else "whole"

    outcomes = asyncio.run(run({"a": {"after": []}, "b": {"after": ["a"]}}, work, pools={"cpu": 1}))
    assert outcomes["a"]["status"] == "ran"
    assert isinstance(outcomes["a"]["result"], ValueError)
    assert outcomes["b"] == {"status": "ran", "result": "whole"}
    assert isinstance(seen["b"]["a"], ValueError)


def test_what_will_be_skipped_makes_a_step_urgent():
    """A failure changes no urgency: a long step that it skips counts for those that the step waits for, as before."""
    steps = {
        "fails": {"after": [], "seconds": 3},
        "a": {"after": [], "seconds": 1},
        "long": {"after": ["fails", "a"], "seconds": 10},
        "other": {"after": [], "seconds": 5},
    }
    outcomes, begun = outcomes_of(steps, {"fails": ValueError("no")}, pools={"cpu": 1})
    assert begun == ["fails", "a", "other"]
    assert outcomes["long"] == {"status": "skipped", "because": "fails"}


def test_what_only_a_skipped_step_needs_runs_all_the_same():
    """Steps that do not depend on the failed one run, even if all that need them will be skipped."""
    steps = {"bad": {"after": []}, "x": {"after": []}, "y": {"after": ["x"]}, "end": {"after": ["bad", "y"]}}
    outcomes, begun = outcomes_of(steps, {"bad": ValueError("no")}, targets=["end"], pools={"cpu": 1})
    assert sorted(begun) == ["bad", "x", "y"]
    assert outcomes["y"] == {"status": "ran", "result": "Y"}
    assert outcomes["end"] == {"status": "skipped", "because": "bad"}


def test_a_chain_and_a_ladder_behind_a_failure():
    """A failure in front of 1,500 steps in a row, and of thirty forks and joins, skips them all within the time."""
    steps = {"s0": {"after": []}}
    for number in range(1, 1500):
        steps[f"s{number}"] = {"after": [f"s{number - 1}"]}
    for rung in range(30):
        before = f"join{rung}" if rung else "s0"
        steps[f"left{rung}"] = steps[f"right{rung}"] = {"after": [before]}
        steps[f"join{rung + 1}"] = {"after": [f"left{rung}", f"right{rung}"]}
    outcomes, begun = outcomes_of(steps, {"s0": ValueError("no rows")})
    assert begun == ["s0"]
    assert outcomes.pop("s0") == {"status": "failed", "error": "ValueError: no rows"}
    assert outcomes == dict.fromkeys(steps.keys() - {"s0"}, {"status": "skipped", "because": "s0"})


def test_a_failed_step_frees_its_place():
    """The place of a step that failed is free again, for pools of one place as well."""
    steps = {name: {"after": [], "pool": "gpu"} for name in "abcd"}
    failing = {name: ValueError("out of memory") for name in "abc"}
    outcomes, begun = outcomes_of(steps, failing, pools={"gpu": 1})
    assert begun == ["a", "b", "c", "d"]
    assert outcomes["d"] == {"status": "ran", "result": "D"}


def test_running_steps_are_not_disturbed():
    """A step that is running when another one fails comes to its own end."""

    async def scenario():
        failed = asyncio.Event()

        async def work(name, inputs):
            if name == "fails":
                failed.set()
                raise ValueError("no")
            await failed.wait()
            for _ in range(5):
                await asyncio.sleep(0.002)
            return "whole"

        return await run({"fails": {"after": []}, "runs": {"after": []}}, work, pools={"cpu": 2})

    assert asyncio.run(scenario())["runs"] == {"status": "ran", "result": "whole"}
