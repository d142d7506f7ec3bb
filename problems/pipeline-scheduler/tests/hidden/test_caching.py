"""`run` with a cache: what is found there, what it saves, and what makes a result stale."""

import asyncio
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st
from solution import run

NAMES = [f"step{number}" for number in range(7)]
STEPS = {
    "load": {"after": []},
    "clean": {"after": ["load"]},
    "split": {"after": ["clean"]},
    "fit": {"after": ["split"]},
    "score": {"after": ["fit", "split"]},
}


class Shelf:
    """A cache in a dictionary, and work that notes what ran; `key_of` knows the key under which each step was saved."""

    def __init__(self, results=None, failing=()):
        self.kept = {}
        self.key_of = {}
        self.ran, self.asked, self.saved = [], [], []
        self.results = results or {}
        self.failing = set(failing)

    def load(self, key):
        self.asked.append(key)
        return self.kept[key]

    def save(self, key, result):
        assert isinstance(key, str)
        self.saved.append(key)
        self.key_of[self.ran[-1]] = key
        self.kept[key] = result

    async def work(self, name, inputs):
        self.ran.append(name)
        if name in self.failing:
            raise ValueError(name)
        return self.results.get(name, f"result of {name}")

    def run(self, steps, targets=None):
        """Run with one processor, and return the outcomes and what ran this time."""
        self.ran, self.asked, self.saved = [], [], []
        pools = {"cpu": 1, "gpu": 2}
        outcomes = asyncio.run(run(steps, self.work, pools=pools, targets=targets, load=self.load, save=self.save))
        return outcomes, list(self.ran)


def changed(steps, name, **changes):
    return {**steps, name: {**steps[name], **changes}}


@st.composite
def chains_and_changes(draw):
    """Draw a pipeline and the steps of which the version changes."""
    steps = {}
    for position, name in enumerate(NAMES[: draw(st.integers(1, len(NAMES)))]):
        after = draw(st.lists(st.sampled_from(NAMES[:position]), max_size=2, unique=True)) if position else []
        steps[name] = {"after": after, "version": draw(st.sampled_from(["1", "2"]))}
    return steps, draw(st.lists(st.sampled_from(sorted(steps)), max_size=2, unique=True))


@pytest.mark.points(3)
@given(drawn=chains_and_changes())
def test_what_a_change_makes_stale(drawn):
    """After versions changed, exactly those steps run again, and all that depend on them, directly or not."""
    steps, touched = drawn
    shelf = Shelf()
    assert sorted(shelf.run(steps)[1]) == sorted(steps)
    stale = set(touched)
    for name in NAMES:
        if name in steps and stale & set(steps[name]["after"]):
            stale.add(name)
    later = dict(steps)
    for name in touched:
        later = changed(later, name, version="3")
    outcomes, ran = shelf.run(later)
    assert sorted(ran) == sorted(stale)
    assert {name for name, outcome in outcomes.items() if outcome["status"] == "cached"} == set(steps) - stale
    assert shelf.run(steps)[1] == []


def test_a_change_far_behind_makes_stale():
    """A change to the first step makes all stale that follow from it, far away too; going back finds the old results."""
    shelf = Shelf()
    shelf.run(STEPS)
    assert sorted(shelf.run(changed(STEPS, "load", version="2"))[1]) == sorted(STEPS)
    assert shelf.run(changed(STEPS, "load", version="1"))[1] == []


def test_nothing_runs_twice():
    """A second run finds every result and saves nothing; no run asks for one twice, not even where targets repeat."""
    shelf = Shelf({"clean": [1, {"two": 2.0}]})
    shelf.run(STEPS)
    assert len(shelf.saved) == len(set(shelf.saved)) == 5
    assert len(shelf.asked) == len(set(shelf.asked)) == 5
    outcomes, ran = shelf.run(STEPS, targets=[*STEPS, *STEPS])
    assert (ran, shelf.saved) == ([], [])
    assert outcomes["clean"] == {"status": "cached", "result": [1, {"two": 2.0}]}
    assert len(shelf.asked) == len(set(shelf.asked)) == 5


@pytest.mark.parametrize("result", [None, False, 0, "", []], ids=repr)
def test_empty_results_are_results(result):
    """None and other empty results are kept and found like all others."""
    shelf = Shelf({"load": result})
    shelf.run(STEPS, targets=["clean"])
    outcomes, ran = shelf.run(STEPS, targets=["load"])
    assert outcomes == {"load": {"status": "cached", "result": result}}
    assert ran == []


def test_what_is_found_needs_nothing():
    """Where a target is in the cache, what it waits for is neither run nor asked for nor among the outcomes."""
    shelf = Shelf()
    shelf.run(STEPS)
    kept = shelf.key_of["score"]
    shelf.kept = {kept: "kept"}
    outcomes, ran = shelf.run(STEPS, targets=["score"])
    assert outcomes == {"score": {"status": "cached", "result": "kept"}}
    assert (ran, shelf.asked) == ([], [kept])


def test_what_was_lost_is_made_again_from_what_is_there():
    """A step that is needed and was lost runs again; what it needs is taken from the cache; the rest is left alone."""
    shelf = Shelf()
    shelf.run(STEPS)
    del shelf.kept[shelf.key_of["fit"]], shelf.kept[shelf.key_of["score"]], shelf.kept[shelf.key_of["load"]]
    outcomes, ran = shelf.run(STEPS, targets=["score"])
    assert ran == ["fit", "score"]
    assert {name: outcome["status"] for name, outcome in outcomes.items()} == {
        "split": "cached",
        "fit": "ran",
        "score": "ran",
    }


def test_a_target_that_is_needed_by_nothing_else_is_still_made():
    """A target is made where it was lost, although what depends on it is in the cache."""
    shelf = Shelf()
    shelf.run(STEPS)
    del shelf.kept[shelf.key_of["fit"]]
    outcomes, ran = shelf.run(STEPS, targets=["score", "fit"])
    assert ran == ["fit"]
    assert outcomes["score"]["status"] == "cached"


def test_found_results_are_inputs():
    """Results from the cache reach the steps that wait for them."""
    shelf = Shelf()
    shelf.run(STEPS, targets=["split"])
    seen = {}

    async def work(name, inputs):
        seen[name] = inputs
        return name

    asyncio.run(run(STEPS, work, pools={"cpu": 1}, load=shelf.load, save=shelf.save))
    assert seen == {"fit": {"split": "result of split"}, "score": {"fit": "fit", "split": "result of split"}}


def test_what_was_found_is_not_urgent():
    """What is in the cache is not to run, so it does not make urgent what it waits for."""
    steps = {
        "long": {"after": ["a"], "seconds": 50},
        "a": {"after": []},
        "b": {"after": [], "seconds": 2},
        "end": {"after": ["a", "b"]},
    }
    shelf = Shelf()
    shelf.run(steps)
    for name in ("a", "b", "end"):
        del shelf.kept[shelf.key_of[name]]
    assert shelf.run(steps)[1] == ["b", "a", "end"]


@pytest.mark.parametrize(
    ("targets", "found"),
    [(["raw", "fit"], {"split"}), (None, {"clean", "split"})],
    ids=["two targets", "all are targets"],
)
def test_what_was_found_waits_for_nothing(targets, found):
    """What waits for a found step neither waits for the steps before it, which are targets too, nor makes them urgent."""
    steps = {
        "raw": {"after": [], "seconds": 2},
        "clean": {"after": ["raw"]},
        "split": {"after": ["clean"]},
        "fit": {"after": ["split"], "seconds": 9},
    }
    shelf = Shelf()
    shelf.run(steps)
    del shelf.kept[shelf.key_of["raw"]], shelf.kept[shelf.key_of["fit"]]
    outcomes, ran = shelf.run(steps, targets)
    assert ran == ["fit", "raw"]
    assert {name: outcome["status"] for name, outcome in outcomes.items()} == {
        "raw": "ran",
        "fit": "ran",
        **dict.fromkeys(found, "cached"),
    }


def test_a_failure_skips_nothing_behind_what_was_found():
    """What waits for a step that failed, but only through one that was found, runs with what was found."""
    steps = {
        "raw": {"after": [], "seconds": 9},
        "clean": {"after": ["raw"]},
        "fit": {"after": ["clean"], "seconds": 2},
        "plot": {"after": ["fit"], "seconds": 2},
    }
    shelf = Shelf()
    shelf.run(steps)
    for name in ("raw", "fit", "plot"):
        del shelf.kept[shelf.key_of[name]]
    shelf.failing = {"raw"}
    outcomes, ran = shelf.run(steps)
    assert ran == ["raw", "fit", "plot"]
    assert {name: outcome["status"] for name, outcome in outcomes.items()} == {
        "raw": "failed",
        "clean": "cached",
        "fit": "ran",
        "plot": "ran",
    }


def test_a_failure_behind_what_was_found_is_not_named():
    """A step that is skipped names none that failed and that it waits for only through one that was found."""
    steps = {
        "a": {"after": []},
        "found": {"after": ["a"]},
        "b": {"after": []},
        "fit": {"after": ["b", "found"]},
        "plot": {"after": ["fit"]},
    }
    shelf = Shelf()
    shelf.run(steps)
    for name in ("a", "b", "fit", "plot"):
        del shelf.kept[shelf.key_of[name]]
    shelf.failing = {"a", "b"}
    outcomes, ran = shelf.run(steps)
    assert sorted(ran) == ["a", "b"]
    assert outcomes["found"]["status"] == "cached"
    assert outcomes["fit"] == outcomes["plot"] == {"status": "skipped", "because": "b"}


@pytest.mark.parametrize(
    "later",
    [
        changed(STEPS, "fit", seconds=40),
        changed(STEPS, "fit", pool="gpu"),
        changed(STEPS, "score", after=["split", "fit", "split"]),
        changed(STEPS, "fit", version="1"),
        {**STEPS, "extra": {"after": ["load"]}},
        dict(reversed(STEPS.items())),
    ],
    ids=["seconds", "pool", "order of after", "version by default", "another step", "order of steps"],
)
def test_what_does_not_make_a_result_stale(later):
    """Seconds, pools, the order of names and steps beside it have no influence on whether a result is found."""
    shelf = Shelf()
    shelf.run(STEPS)
    assert shelf.run(later, targets=["score"])[1] == []


@pytest.mark.parametrize(
    "later",
    [changed(STEPS, "score", after=["fit"]), changed(STEPS, "score", after=["fit", "split", "load"])],
    ids=["fewer", "more"],
)
def test_other_steps_to_wait_for_make_a_result_stale(later):
    """A step that waits for fewer or for more steps than before runs again."""
    shelf = Shelf()
    shelf.run(STEPS)
    assert shelf.run(later)[1] == ["score"]


def test_keys_are_never_mixed_up():
    """Different steps never share a result, whatever characters are in names and versions."""
    twice = [mark + mark for mark in string.punctuation]
    marks = ["", *map(chr, range(33)), *string.punctuation, *twice, "\x7f", "->", "=>", ", ", ": ", " - ", " | "]
    steps = {}
    for mark in marks:
        steps[f"a{mark}1"] = {"after": [], "version": f"2{mark}3"}
        steps[f"a{mark}1{mark}2"] = {"after": [], "version": "3"}
        steps[f"b{mark}c"] = {"after": [], "version": "1"}
        steps[f"b{mark}"] = {"after": [f"b{mark}c"], "version": f"c{mark}1"}
    shelf = Shelf()
    assert sorted(shelf.run(steps)[1]) == sorted(steps)
    assert len(set(shelf.saved)) == len(steps)


def test_every_character_counts_in_a_key():
    """Names and versions that look alike, or that escapes write alike, have keys of their own."""
    alike = "e \xe9 \xe8 e\u0301 E \xc9 \xc3\xa9 \u212b \xc5 \ufb01 fi \u96ea \U0001f389".split()
    escaped = r"? \xe9 \u00e9 &#233; %C3%A9".split()
    texts = [" ", "\ufffd", *alike, *escaped]
    shelf = Shelf()
    steps = {text: {"after": []} for text in texts}
    assert sorted(shelf.run(steps)[1]) == sorted(steps)
    versions = ["1", "", *texts]
    for text in versions:
        assert shelf.run({"step": {"after": [], "version": text}})[1] == ["step"]
    assert len(shelf.kept) == len(texts) + len(versions)
    assert shelf.run(steps)[1] == []


def test_the_same_keys_in_every_process(restart):
    """What one process saved is found by the next, behind a dozen steps as well."""
    dozen = [f"table {number}" for number in range(12)]
    steps = {name: {"after": []} for name in dozen}
    steps |= {"join": {"after": dozen}, "fit": {"after": ["join", *dozen[:2]]}}
    shelf = Shelf()
    shelf.run(steps)
    restart()
    outcomes, ran = shelf.run(steps)
    assert ran == []
    assert outcomes == {name: {"status": "cached", "result": f"result of {name}"} for name in steps}


def test_a_very_long_chain():
    """A chain of 1,200 steps is asked for within the time, from its end to its beginning."""
    steps = {f"s{number}": {"after": [f"s{number - 1}"] if number else []} for number in range(1200)}
    shelf = Shelf(failing={"s0"})
    outcomes, ran = shelf.run(steps, targets=["s1199"])
    assert ran == ["s0"]
    assert len(outcomes) == len(shelf.asked) == len(set(shelf.asked)) == 1200


def test_failures_are_not_kept():
    """What failed or was skipped is tried again by the next run; what ran before it is found."""
    shelf = Shelf(failing={"split"})
    outcomes, ran = shelf.run(STEPS)
    assert (ran, outcomes["score"]["status"]) == (["load", "clean", "split"], "skipped")
    assert len(shelf.kept) == 2
    shelf.failing.clear()
    assert shelf.run(STEPS)[1] == ["split", "fit", "score"]


def test_results_are_saved_before_a_step_begins_that_waits_for_them():
    """When a step begins, the results of all steps in its `after` are in the cache already."""
    steps = {"step0": {"after": []}, "step1": {"after": []}}
    for number in range(2, 40):
        steps[f"step{number}"] = {"after": [f"step{number - 1}", f"step{number - 2}"]}
    kept, too_early = {}, []

    async def work(name, inputs):
        there = list(kept.values())
        too_early.extend((name, other) for other in steps[name]["after"] if other not in there)
        await asyncio.sleep(0)
        return name

    def load(key):
        return kept[key]

    asyncio.run(run(steps, work, pools={"cpu": 2}, load=load, save=kept.__setitem__))
    assert too_early == []
    assert sorted(kept.values()) == sorted(steps)


def test_results_are_saved_as_soon_as_they_are_there():
    """What ended before a run was cancelled is in the cache."""

    async def scenario():
        kept, reached = {}, asyncio.Event()

        async def work(name, inputs):
            if name == "split":
                reached.set()
                await asyncio.wait_for(asyncio.Event().wait(), 4.0)
            return f"made {name}"

        def load(key):
            return kept[key]

        task = asyncio.ensure_future(run(STEPS, work, pools={"cpu": 1}, load=load, save=kept.__setitem__))
        waiter = asyncio.ensure_future(reached.wait())
        await asyncio.wait({waiter, task}, timeout=2.0, return_when=asyncio.FIRST_COMPLETED)
        waiter.cancel()
        task.cancel()
        await asyncio.wait({task})
        return sorted(kept.values())

    assert asyncio.run(scenario()) == ["made clean", "made load"]
