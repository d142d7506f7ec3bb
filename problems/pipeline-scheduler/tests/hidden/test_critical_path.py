"""`critical_path`: how long a pipeline takes at least. Seconds are multiples of an eighth, so sums are exact."""

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st
from solution import CycleError, critical_path

NAMES = [f"step{number}" for number in range(8)]


@st.composite
def timed(draw):
    names = draw(st.permutations(NAMES))[: draw(st.integers(1, len(NAMES)))]
    steps = {}
    for position, name in enumerate(names):
        steps[name] = {"after": draw(st.lists(st.sampled_from(names[:position]), max_size=3)) if position else []}
        if draw(st.integers(0, 3)):
            steps[name]["seconds"] = draw(st.integers(0, 80)) / 8
    return {name: steps[name] for name in draw(st.permutations(names))}


def seconds(steps, name):
    return steps[name].get("seconds", 1.0)


def chains_to(steps, name):
    """Enumerate all chains that end with the step."""
    yield [name]
    for before in steps[name]["after"]:
        for chain in chains_to(steps, before):
            yield [*chain, name]


def check_chain(steps, total, chain):
    assert sum(seconds(steps, name) for name in chain) == total
    for before, name in zip(chain, chain[1:], strict=False):
        assert before in steps[name]["after"], f"{name} does not wait for {before}"


@pytest.mark.points(3)
@given(steps=timed())
def test_the_longest_of_all_chains(steps):
    """The total is the longest chain's, and the chain is one: each step waits for the one before it."""
    longest = max(sum(seconds(steps, each) for each in chain) for name in steps for chain in chains_to(steps, name))
    total, chain = critical_path(steps)
    assert total == longest
    check_chain(steps, total, list(chain))


def test_seconds_decide_and_not_the_number_of_steps():
    """One long step outweighs a chain of many short ones."""
    steps = {
        "a": {"after": [], "seconds": 0.5},
        "b": {"after": ["a"], "seconds": 0.5},
        "c": {"after": ["b"], "seconds": 0.5},
        "long": {"after": [], "seconds": 7.25},
    }
    total, chain = critical_path(steps)
    assert (total, list(chain)) == (7.25, ["long"])


def test_the_longest_chain_may_end_before_the_last_step():
    """The longest chain need not end with the step that comes last in the order."""
    steps = {
        "a": {"after": [], "seconds": 3},
        "b": {"after": ["a"], "seconds": 4.5},
        "x": {"after": [], "seconds": 0.25},
        "y": {"after": ["x"], "seconds": 0.25},
        "z": {"after": ["y"], "seconds": 0.25},
    }
    total, chain = critical_path(steps)
    assert (total, list(chain)) == (7.5, ["a", "b"])


def test_the_longest_chain_may_go_through_a_short_step():
    """Of the steps before, the one that ends the longest chain counts, and not the longest of them."""
    steps = {
        "end": {"after": ["big", "small"]},
        "big": {"after": ["begin"], "seconds": 6},
        "small": {"after": ["long"], "seconds": 0.25},
        "long": {"after": ["begin"], "seconds": 9},
        "begin": {"after": []},
    }
    total, chain = critical_path(steps)
    assert (total, list(chain)) == (11.25, ["begin", "long", "small", "end"])


def test_steps_that_take_no_time():
    """A step may take 0 seconds, and then adds nothing."""
    steps = {
        "a": {"after": [], "seconds": 0},
        "b": {"after": ["a"], "seconds": 2},
        "c": {"after": ["b"], "seconds": 0.0},
        "d": {"after": [], "seconds": 2.5},
    }
    total, chain = critical_path(steps)
    assert (total, list(chain)) == (2.5, ["d"])
    del steps["d"]
    total, chain = critical_path(steps)
    assert total == 2
    check_chain(steps, total, list(chain))


def test_nothing_takes_no_time():
    """Without steps the answer is 0 seconds and an empty chain."""
    total, chain = critical_path({})
    assert (total, list(chain)) == (0, [])


def test_faults_are_those_of_order():
    """A cycle raises CycleError, a name that is no step ValueError."""
    with pytest.raises(CycleError):
        critical_path({"a": {"after": ["b"]}, "b": {"after": ["a"]}, "c": {"after": []}})
    with pytest.raises(ValueError):
        critical_path({"a": {"after": ["nobody"]}})


def test_arguments_stay_as_they_are(inout):
    """`critical_path` changes nothing in the steps, and puts nothing in that is not given."""
    steps = {"b": {"after": ["a", "c", "a"]}, "a": {"after": []}, "c": {"after": [], "seconds": 2.5, "version": "2"}}
    before = copy.deepcopy(steps)
    critical_path(inout(steps))
    assert steps == before


def test_a_ladder_with_very_many_chains():
    """Where steps fork and join forty times, so that there are 2**40 chains, the longest is found within the time."""
    steps = {"join00": {"after": [], "seconds": 1.0}}
    for rung in range(40):
        before, after = f"join{rung:02d}", f"join{rung + 1:02d}"
        steps[f"left{rung:02d}"] = {"after": [before], "seconds": 2.0}
        steps[f"right{rung:02d}"] = {"after": [before], "seconds": 2.0 + (-1) ** rung / 8}
        steps[after] = {"after": [f"left{rung:02d}", f"right{rung:02d}"], "seconds": 0.5}
    total, chain = critical_path(steps)
    assert total == 1.0 + 40 * 2.5 + 20 / 8
    check_chain(steps, total, list(chain))


def test_a_very_long_chain():
    """The longest chain may have 20,000 steps."""
    names = [f"s{number:05d}" for number in range(20_000)]
    steps = {name: {"after": [before], "seconds": 0.25} for before, name in zip(names, names[1:], strict=False)}
    total, chain = critical_path({names[0]: {"after": [], "seconds": 0.25}, **steps})
    assert (total, list(chain)) == (5_000.0, names)
