"""`run` where all goes well: what runs, with which inputs, beside what, in which order; and cancellation."""

import asyncio
import contextlib
import copy
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from solution import CycleError, run

PATIENCE_SECONDS = 2.0
"""How long a step waits for another one that should be running beside it; that one comes at once."""

NAMES = [f"step{number}" for number in range(8)]


@st.composite
def pipelines(draw):
    names = draw(st.permutations(NAMES))[: draw(st.integers(1, len(NAMES)))]
    steps = {}
    for position, name in enumerate(names):
        steps[name] = {"after": draw(st.lists(st.sampled_from(names[:position]), max_size=3)) if position else []}
        if draw(st.booleans()):
            steps[name]["pool"] = draw(st.sampled_from(["cpu", "gpu"]))
        if draw(st.booleans()):
            steps[name]["seconds"] = draw(st.integers(0, 12)) / 8
    return {name: steps[name] for name in draw(st.permutations(names))}


class Workshop:
    """Work whose result tells name and inputs; notes what began and ended, and how many were at it in each pool."""

    def __init__(self, steps):
        self.steps = steps
        self.began, self.ended = [], []
        self.inputs = {}
        self.now, self.most = Counter(), Counter()

    async def work(self, name, inputs):
        pool = self.steps[name].get("pool", "cpu")
        self.now[pool] += 1
        self.most[pool] = max(self.most[pool], self.now[pool])
        self.began.append(name)
        self.inputs[name] = inputs
        assert set(self.steps[name]["after"]) <= set(self.ended), f"{name} began too early"
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        self.now[pool] -= 1
        self.ended.append(name)
        return result_of(name)


def result_of(name):
    return {"by": name, "rows": [len(name), None]}


def needed_by(steps, targets):
    found, todo = set(), list(targets)
    while todo:
        name = todo.pop()
        if name not in found:
            found.add(name)
            todo += steps[name]["after"]
    return found


@pytest.mark.points(3)
@given(steps=pipelines(), cpus=st.integers(1, 3), gpus=st.integers(1, 2), data=st.data())
def test_any_pipeline(steps, cpus, gpus, data):
    """Each needed step runs once, after what it waits for, with exactly its inputs, and no pool is overfilled."""
    targets = data.draw(st.none() | st.lists(st.sampled_from(sorted(steps)), max_size=3))
    shop = Workshop(steps)
    outcomes = asyncio.run(run(steps, shop.work, pools={"cpu": cpus, "gpu": gpus}, targets=targets))
    needed = needed_by(steps, steps if targets is None else targets)
    assert sorted(shop.began) == sorted(needed)
    assert shop.inputs == {name: {each: result_of(each) for each in steps[name]["after"]} for name in needed}
    assert shop.most["cpu"] <= cpus
    assert shop.most["gpu"] <= gpus
    assert outcomes == {name: {"status": "ran", "result": result_of(name)} for name in needed}


def by_urgency(steps, needed):
    """Return the order in which a pool of one place runs the needed steps, by the brief's sentence."""

    def urgency(name):
        behind = [urgency(each) for each in needed if name in steps[each]["after"]]
        return steps[name].get("seconds", 1.0) + max(behind, default=0)

    done = []
    while ready := [name for name in needed if name not in done and set(steps[name]["after"]) <= set(done)]:
        done.append(min(ready, key=lambda name: (-urgency(name), name)))
    return done


@pytest.mark.points(2)
@given(steps=pipelines(), data=st.data())
def test_the_most_urgent_first(steps, data):
    """In a pool of one place, the step that begins the longest chain of what is to run goes first, then the name."""
    steps = {name: {**step, "pool": "cpu"} for name, step in steps.items()}
    targets = data.draw(st.lists(st.sampled_from(sorted(steps)), min_size=1, max_size=4))
    shop = Workshop(steps)
    asyncio.run(run(steps, shop.work, pools={"cpu": 1}, targets=targets))
    assert shop.began == by_urgency(steps, needed_by(steps, targets))


def test_what_waits_for_a_step_makes_it_urgent():
    """A short step that begins a long chain goes before a longer step that begins a shorter one."""
    steps = {
        "b": {"after": [], "seconds": 6},
        "c": {"after": [], "seconds": 0.5},
        "d": {"after": ["c"], "seconds": 0.5},
        "e": {"after": ["d"], "seconds": 40},
        "f": {"after": [], "seconds": 7},
    }
    shop = Workshop(steps)
    asyncio.run(run(steps, shop.work, pools={"cpu": 1}))
    assert shop.began == ["c", "d", "e", "f", "b"]


@pytest.mark.parametrize("after", [["near", "first"], ["first", "near"]], ids=" ".join)
def test_the_longest_way_makes_a_step_urgent(after):
    """A step that another waits for both directly and through a long one is as urgent as the long way makes it."""
    steps = {
        "end": {"after": after},
        "near": {"after": ["first"], "seconds": 8},
        "first": {"after": []},
        "other": {"after": [], "seconds": 4},
    }
    shop = Workshop(steps)
    asyncio.run(run(steps, shop.work, pools={"cpu": 1}, targets=["end", "other"]))
    assert shop.began == ["first", "near", "other", "end"]


def test_no_seconds_are_not_seconds_that_are_not_given():
    """A step of 0 seconds is less urgent than one of half a second, and that less than one without an estimate."""
    steps = {"a": {"after": [], "seconds": 0}, "b": {"after": [], "seconds": 0.5}, "c": {"after": []}}
    shop = Workshop(steps)
    asyncio.run(run(steps, shop.work, pools={"cpu": 1}))
    assert shop.began == ["c", "b", "a"]


def test_a_chain_through_another_pool_makes_a_step_urgent():
    """The chain that a step begins counts whatever pools its steps are for."""
    steps = {
        "a": {"after": []},
        "fit": {"after": ["a"], "pool": "gpu", "seconds": 40},
        "b": {"after": [], "seconds": 6},
    }
    shop = Workshop(steps)
    asyncio.run(run(steps, shop.work, pools={"cpu": 1, "gpu": 2}))
    assert [name for name in shop.began if name != "fit"] == ["a", "b"]


def test_only_what_is_to_run_makes_a_step_urgent():
    """A long chain behind a step does not count if this run does not need it."""
    steps = {
        "a": {"after": []},
        "archive": {"after": ["a"], "seconds": 900},
        "b": {"after": [], "seconds": 2},
        "c": {"after": ["a", "b"]},
    }
    shop = Workshop(steps)
    asyncio.run(run(steps, shop.work, pools={"cpu": 1}, targets=["c"]))
    assert shop.began == ["b", "a", "c"]


def test_all_that_became_ready_takes_part_in_the_choice():
    """Where a step's end makes several ready for another pool, the most urgent of them begins first."""
    steps = {
        "prepare": {"after": []},
        "a": {"after": ["prepare"], "pool": "gpu"},
        "b": {"after": ["prepare"], "pool": "gpu", "seconds": 2},
        "c": {"after": ["prepare"], "pool": "gpu", "seconds": 5},
        "d": {"after": ["prepare"], "pool": "gpu", "seconds": 4},
    }
    shop = Workshop(steps)
    asyncio.run(run(steps, shop.work, pools={"cpu": 2, "gpu": 1}))
    assert shop.began == ["prepare", "c", "d", "b", "a"]


def test_equally_urgent_steps_go_by_their_names():
    """Of equally urgent steps the alphabetically first begins, whichever became ready first."""
    steps = {"b": {"after": []}, "c": {"after": []}, "a": {"after": ["c"]}, "d": {"after": ["c"], "seconds": 0.5}}
    shop = Workshop(steps)
    asyncio.run(run(steps, shop.work, pools={"cpu": 1}))
    assert shop.began == ["c", "a", "b", "d"]


class Rendezvous:
    """Work in which some steps wait until other steps have begun; `alone` are those that waited in vain."""

    def __init__(self, waits_for):
        self.waits_for = waits_for
        self.alone = []
        self.begun = {}

    async def work(self, name, inputs):
        event = self.begun.setdefault(name, asyncio.Event())
        event.set()
        for other in self.waits_for.get(name, []):
            if self.alone:
                return name
            try:
                await asyncio.wait_for(self.begun.setdefault(other, asyncio.Event()).wait(), PATIENCE_SECONDS)
            except TimeoutError:
                self.alone.append((name, other))
        return name


def apart(steps, pools, waits_for):
    """Run it and return the pairs of steps that should have overlapped and did not."""
    meeting = Rendezvous(waits_for)
    outcomes = asyncio.run(run(steps, meeting.work, pools=pools))
    assert sorted(outcomes) == sorted(steps)
    return meeting.alone


def test_a_pool_is_filled():
    """As many steps run at once as the pool has places."""
    steps = {name: {"after": []} for name in "abcd"}
    everyone = {name: [other for other in "abc" if other != name] for name in "abc"}
    assert apart(steps, {"cpu": 3}, everyone) == []


def test_a_place_that_becomes_free_is_taken_at_once():
    """A step begins as soon as one place is free, not when all places are."""
    steps = {name: {"after": [], "seconds": seconds} for name, seconds in zip("abcd", (9, 8, 7, 6), strict=True)}
    assert apart(steps, {"cpu": 2}, {"a": ["c", "d"]}) == []


def test_a_step_does_not_wait_for_its_level():
    """A step begins when what it waits for has ended, though other steps of that level are still running."""
    steps = {"a": {"after": []}, "b": {"after": []}, "c": {"after": ["b"]}, "d": {"after": ["c"]}}
    assert apart(steps, {"cpu": 2}, {"a": ["c", "d"]}) == []


class Crowd:
    """Work in which each step waits for a while until its pool is full; notes how many were at it in each."""

    def __init__(self, steps, pools):
        self.steps, self.pools = steps, pools
        self.now, self.most = Counter(), Counter()
        self.full = {}

    async def work(self, name, inputs):
        pool = self.steps[name]["pool"]
        self.now[pool] += 1
        self.most[pool] = max(self.most[pool], self.now[pool])
        full = self.full.setdefault(pool, asyncio.Event())
        if self.now[pool] == self.pools[pool]:
            full.set()
        try:
            await asyncio.wait_for(full.wait(), PATIENCE_SECONDS)
        except TimeoutError:
            full.set()  # nobody waits for it again
        await asyncio.sleep(0.03)  # so that one too many would be beside the others
        self.now[pool] -= 1
        return name


def test_each_pool_has_its_own_places():
    """Places of one pool are not used by steps of another."""
    steps = {f"{pool}{number}": {"after": [], "pool": pool} for pool in ("a", "b", "cpu") for number in range(6)}
    pools = {"a": 1, "b": 2, "cpu": 3}
    crowd = Crowd(steps, pools)
    asyncio.run(run(steps, crowd.work, pools=pools))
    assert crowd.most == pools


def test_pools_do_not_wait_for_each_other():
    """Where one pool is full, more urgent steps that wait for it do not hold up those of another pool."""
    steps = {
        "g1": {"after": [], "pool": "gpu", "seconds": 90},
        "g2": {"after": [], "pool": "gpu", "seconds": 80},
        "g3": {"after": [], "pool": "gpu", "seconds": 70},
        "c1": {"after": [], "seconds": 1},
        "c2": {"after": ["c1"], "seconds": 1},
    }
    assert apart(steps, {"gpu": 1, "cpu": 1}, {"g1": ["c1", "c2"]}) == []


def test_a_chain_and_a_ladder():
    """A chain of 1,500 steps, and thirty forks and joins, run within the time."""
    steps = {"s0": {"after": []}}
    for number in range(1, 1500):
        steps[f"s{number}"] = {"after": [f"s{number - 1}"]}
    for rung in range(30):
        before = f"join{rung}" if rung else "s0"
        steps[f"left{rung}"] = steps[f"right{rung}"] = {"after": [before]}
        steps[f"join{rung + 1}"] = {"after": [f"left{rung}", f"right{rung}"]}

    async def work(name, inputs):
        return sorted(inputs)

    outcomes = asyncio.run(run(steps, work, pools={"cpu": 2}, targets=["s1499", "join30"]))
    assert len(outcomes) == 1590
    assert outcomes["join30"] == {"status": "ran", "result": ["left29", "right29"]}


def test_nothing_to_run():
    """No targets, or no steps, are no work and no outcomes."""
    shop = Workshop({"a": {"after": []}})
    assert asyncio.run(run(shop.steps, shop.work, pools={"cpu": 1}, targets=[])) == {}
    assert asyncio.run(run({}, shop.work, pools={"cpu": 1})) == {}
    assert shop.began == []


@pytest.mark.parametrize(
    ("steps", "pools", "targets", "error"),
    [
        ({"a": {"after": []}, "b": {"after": ["nobody"]}}, {"cpu": 1}, ["a"], ValueError),
        ({"a": {"after": []}, "b": {"after": ["c"]}, "c": {"after": ["b"]}}, {"cpu": 1}, ["a"], CycleError),
        ({"a": {"after": []}, "b": {"after": [], "pool": "gpu"}}, {"cpu": 1}, ["a"], ValueError),
        ({"a": {"after": []}}, {"gpu": 1}, None, ValueError),
        ({"a": {"after": [], "pool": "gpu"}}, {"gpu": 2, "cpu": 0}, ["a"], ValueError),
        ({"a": {"after": []}}, {"cpu": -1}, None, ValueError),
        ({"a": {"after": []}, "b": {"after": []}}, {"cpu": 1}, ["a", "nobody"], ValueError),
        ({"a": {"after": [], "pool": "gpu"}}, {"cpu": 1}, [], ValueError),
        ({"a": {"after": ["a"]}}, {"cpu": 1}, [], CycleError),
        ({}, {"cpu": 0}, None, ValueError),
        ({}, {"cpu": 1}, ["nobody"], ValueError),
    ],
    ids=[
        *("unknown name", "cycle", "unknown pool", "no cpu", "pool without places", "negative pool", "unknown target"),
        *("unknown pool and no target", "cycle and no target", "no step and no places", "unknown target of no steps"),
    ],
)
def test_a_faulty_pipeline_is_refused_before_any_work(steps, pools, targets, error):
    """Unknown names, cycles, pools and targets raise before any work, also in steps that this run does not need."""
    shop = Workshop(steps)
    with pytest.raises(error):
        asyncio.run(run(steps, shop.work, pools=pools, targets=targets))
    assert shop.began == []


def test_cancelling_a_run_cancels_its_steps():
    """A cancelled run cancels the steps that are running, begins no other, and ends with CancelledError after them."""
    steps = {"a": {"after": []}, "b": {"after": []}, "c": {"after": ["a"]}, "d": {"after": []}, "e": {"after": ["d"]}}

    async def scenario():
        begun, ended, stopped = [], [], []
        both = asyncio.Event()

        async def work(name, inputs):
            begun.append(name)
            if name == "d":
                return None
            if len(begun) == 4:
                both.set()
            try:
                await asyncio.wait_for(asyncio.Event().wait(), 4.0)
            except asyncio.CancelledError:
                if name == "b":
                    await asyncio.sleep(0.05)
                stopped.append(name)
                raise
            ended.append(name)

        task = asyncio.ensure_future(run(steps, work, pools={"cpu": 3}))
        waiter = asyncio.ensure_future(both.wait())
        await asyncio.wait({waiter, task}, timeout=PATIENCE_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        waiter.cancel()
        task.cancel()
        await asyncio.wait({task})
        return sorted(begun), ended, sorted(stopped), task.cancelled()

    assert asyncio.run(scenario()) == (["a", "b", "d", "e"], [], ["a", "b", "e"], True)


def test_a_run_that_is_cancelled_again_waits_all_the_same():
    """A run that is cancelled again and again, while the steps are ending that it cancelled, still ends after them."""

    async def scenario():
        begun, stopping, ended = [], [], []
        both, told, enough = asyncio.Event(), asyncio.Event(), asyncio.Event()

        async def work(name, inputs):
            begun.append(name)
            if len(begun) == 2:
                both.set()
            try:
                await asyncio.wait_for(asyncio.Event().wait(), 4.0)
            finally:
                stopping.append(name)
                if len(stopping) == 2:
                    told.set()
                end = asyncio.ensure_future(enough.wait())
                while not end.done():  # whether it is cancelled once more or not
                    with contextlib.suppress(asyncio.CancelledError):
                        await asyncio.shield(end)
                ended.append(name)

        task = asyncio.ensure_future(run({"a": {"after": []}, "b": {"after": []}}, work, pools={"cpu": 2}))
        for event in (both, told):
            waiter = asyncio.ensure_future(event.wait())
            await asyncio.wait({waiter, task}, timeout=PATIENCE_SECONDS, return_when=asyncio.FIRST_COMPLETED)
            waiter.cancel()
            task.cancel()
        for _ in range(2):
            await asyncio.wait({task}, timeout=0.1)
            task.cancel()
        early, _ = await asyncio.wait({task}, timeout=0.1)
        enough.set()
        await asyncio.wait({task})
        return bool(early), sorted(ended), task.cancelled()

    assert asyncio.run(scenario()) == (False, ["a", "b"], True)


def test_arguments_stay_as_they_are(inout):
    """Steps, pools and targets stay as they are, where a run comes to its end and where it is cancelled."""
    steps = {"b": {"after": ["a", "a"]}, "c": {"after": [], "pool": "gpu"}, "a": {"after": []}, "d": {"after": []}}
    pools, targets = {"gpu": 1, "cpu": 2, "disk": 1}, ["c", "b", "c"]
    before = copy.deepcopy((steps, pools, targets))

    async def scenario():
        begun = asyncio.Event()

        async def work(name, inputs):
            if name == "b":
                begun.set()
                await asyncio.wait_for(asyncio.Event().wait(), 4.0)
            return name

        task = asyncio.ensure_future(run(inout(steps), work, pools=inout(pools), targets=inout(targets)))
        waiter = asyncio.ensure_future(begun.wait())
        await asyncio.wait({waiter, task}, timeout=PATIENCE_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        waiter.cancel()
        task.cancel()
        await asyncio.wait({task})

    shop = Workshop(steps)
    asyncio.run(run(inout(steps), shop.work, pools=inout(pools), targets=inout(targets)))
    assert (steps, pools, targets) == before
    asyncio.run(scenario())
    assert (steps, pools, targets) == before
