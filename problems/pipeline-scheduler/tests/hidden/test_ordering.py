"""`order`: the one order that the brief determines, and cycles that are explained."""

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st
from solution import CycleError, order

NAMES = ["fit", "Load", "clean", "split", "a", "b10", "b9", "join", "z", "report"]


def graph(**after):
    return {name: {"after": list(names)} for name, names in after.items()}


@st.composite
def acyclic(draw):
    """Draw a graph whose steps stand in any order in the dictionary; some names of `after` are there twice."""
    names = draw(st.permutations(NAMES))[: draw(st.integers(1, len(NAMES)))]
    steps = {}
    for position, name in enumerate(names):
        after = draw(st.lists(st.sampled_from(names[:position]), max_size=4)) if position else []
        steps[name] = {"after": after}
    return {name: steps[name] for name in draw(st.permutations(names))}


@st.composite
def any_graph(draw):
    names = NAMES[: draw(st.integers(1, 7))]
    return {name: {"after": draw(st.lists(st.sampled_from(names), max_size=2))} for name in names}


def first_possible(steps):
    """The brief's sentence, word by word; shorter than the graph where a cycle is in the way."""
    placed = []
    while possible := [name for name in steps if name not in placed and set(steps[name]["after"]) <= set(placed)]:
        placed.append(min(possible))
    return placed


@pytest.mark.points(2)
@given(steps=acyclic())
def test_always_the_alphabetically_first_that_can_be_next(steps):
    """Each next step is the alphabetically first of those whose `after` are all placed; repeated names count once."""
    assert list(order(steps)) == first_possible(steps)


def test_a_step_that_becomes_possible_goes_before_those_that_were():
    """A step that has just become possible goes first if its name does, whatever was possible earlier."""
    assert list(order(graph(m=[], a=["m"], z=[], n=["a"]))) == ["m", "a", "n", "z"]


def test_names_that_repeat():
    """A name that is twice in `after` means what it means once."""
    assert list(order(graph(c=["b", "a", "b"], b=["a", "a"], a=[]))) == ["a", "b", "c"]


def test_nothing_to_order():
    """No steps have an empty order."""
    assert list(order({})) == []


def test_a_name_that_is_no_step():
    """A name in `after` that is no step raises ValueError, and that is no CycleError."""
    with pytest.raises(ValueError) as caught:
        order(graph(a=["b"], b=["c"], d=[]))
    assert not isinstance(caught.value, CycleError)


def check_cycle(steps, error):
    cycle = list(error.cycle)
    assert len(cycle) == len(set(cycle)) > 0
    for name, other in zip(cycle, [*cycle[1:], cycle[0]], strict=True):
        assert other in steps[name]["after"], f"{name} does not wait for {other}"
        assert name in str(error)
    assert isinstance(error, ValueError)


@pytest.mark.points(2)
@given(steps=any_graph())
def test_a_cycle_is_reported_exactly_where_there_is_one(steps):
    """`order` raises CycleError with a real cycle, each step waiting for the next, exactly if there is a cycle."""
    expected = first_possible(steps)
    if len(expected) == len(steps):
        assert list(order(steps)) == expected
        return
    with pytest.raises(CycleError) as caught:
        order(steps)
    check_cycle(steps, caught.value)


def test_a_step_that_waits_for_itself():
    """A step that waits for itself is a cycle of one."""
    with pytest.raises(CycleError) as caught:
        order(graph(load=[], fit=["load", "fit"], report=["fit"]))
    assert list(caught.value.cycle) == ["fit"]


def test_what_leads_to_a_cycle_is_not_part_of_it():
    """Steps that wait for a cycle, and steps that a cycle waits for, are not named as parts of it."""
    steps = graph(
        a=["b"], b=["c"], c=["loop1"], loop1=["loop2"], loop2=["loop3"], loop3=["loop1", "x"], x=["y"], y=[], q=["a"]
    )
    with pytest.raises(CycleError) as caught:
        order(steps)
    assert sorted(caught.value.cycle) == ["loop1", "loop2", "loop3"]
    check_cycle(steps, caught.value)


def test_every_name_of_a_cycle_is_told():
    """The error's text contains every name of the cycle as it is, whatever is in it and however many there are."""
    names = ["two\nlines", "back\\slash", "tab\tbed", "größe", *(f"s{number:02d}" for number in range(80))]
    steps = {name: {"after": [names[number - 1]]} for number, name in enumerate(names)}
    with pytest.raises(CycleError) as caught:
        order(steps)
    assert sorted(caught.value.cycle) == sorted(names)
    check_cycle(steps, caught.value)


def test_a_cycle_among_very_many_chains():
    """A cycle is found within the time where steps fork and join thirty times before it, and thirty times behind it."""
    steps = {}
    for side, first in (("a", []), ("b", ["x"])):
        steps[f"{side}00"] = {"after": first}
        for rung in range(30):
            left, right = f"{side}{rung:02d} left", f"{side}{rung:02d} right"
            steps[left] = steps[right] = {"after": [f"{side}{rung:02d}"]}
            steps[f"{side}{rung + 1:02d}"] = {"after": [left, right]}
    steps |= graph(x=["a30", "y"], y=["x"])
    with pytest.raises(CycleError) as caught:
        order(steps)
    assert sorted(caught.value.cycle) == ["x", "y"]


def test_arguments_stay_as_they_are(inout):
    """`order` changes nothing in the steps, neither where it answers nor where it raises."""
    fine = graph(c=["b", "a", "b"], b=["a"], a=[])
    circular = graph(a=[], b=["d", "a", "d"], d=["b"])
    before = copy.deepcopy((fine, circular))
    order(inout(fine))
    with pytest.raises(CycleError):
        order(inout(circular))
    assert (fine, circular) == before


def test_a_very_long_chain():
    """A chain of 20,000 steps is ordered."""
    names = [f"s{number:05d}" for number in range(20_000)]
    steps = {name: {"after": [before]} for before, name in zip(names, names[1:], strict=False)}
    assert list(order({**steps, names[0]: {"after": []}})) == names


def test_a_very_long_cycle():
    """A cycle of 10,000 steps is found and named in full."""
    names = [f"s{number:05d}" for number in range(10_000)]
    steps = {name: {"after": [names[number - 1]]} for number, name in enumerate(names)}
    with pytest.raises(CycleError) as caught:
        order(steps)
    assert sorted(caught.value.cycle) == names


def test_very_many_steps():
    """20,000 steps that do not wait for each other, and one that waits for all of them, are ordered within the time."""
    names = [f"part{(number * 7919) % 20_000:05d}" for number in range(20_000)]
    steps = {name: {"after": []} for name in names}
    steps["all"] = {"after": names}
    assert list(order(steps)) == [*sorted(names), "all"]
