"""The brief's examples."""

import asyncio

import pytest
from solution import CycleError, critical_path, order, run

STEPS = {
    "extract": {"after": [], "seconds": 4.0},
    "labels": {"after": [], "seconds": 1.0},
    "clean": {"after": ["extract"], "seconds": 2.0},
    "train": {"after": ["clean", "labels"], "seconds": 8.0, "pool": "gpu"},
    "profile": {"after": ["clean"], "seconds": 3.0},
}
POOLS = {"cpu": 1, "gpu": 1}


class Lab:
    """Work that notes what ran, fails where it is told to, and a cache in a dictionary."""

    def __init__(self, failing=()):
        self.failing = failing
        self.ran = []
        self.kept = {}

    async def work(self, name, inputs):
        self.ran.append(name)
        if name in self.failing:
            raise ValueError(f"{name}: no rows")
        return f"{name} of {sorted(inputs)}"

    def load(self, key):
        return self.kept[key]

    def save(self, key, result):
        self.kept[key] = result


def test_order():
    assert list(order(STEPS)) == ["extract", "clean", "labels", "profile", "train"]


def test_a_cycle_is_explained():
    with pytest.raises(CycleError) as caught:
        order({"a": {"after": ["c"]}, "b": {"after": ["a"]}, "c": {"after": ["b"]}, "d": {"after": ["a"]}})
    assert list(caught.value.cycle) in (["a", "c", "b"], ["c", "b", "a"], ["b", "a", "c"])


def test_critical_path():
    total, chain = critical_path(STEPS)
    assert (total, list(chain)) == (14.0, ["extract", "clean", "train"])


def test_run():
    lab = Lab()
    outcomes = asyncio.run(run(STEPS, lab.work, pools=POOLS, targets=["train"]))
    assert lab.ran == ["extract", "clean", "labels", "train"]
    assert outcomes["train"] == {"status": "ran", "result": "train of ['clean', 'labels']"}
    assert "profile" not in outcomes


def test_a_failure():
    outcomes = asyncio.run(run(STEPS, Lab(failing=["clean"]).work, pools=POOLS))
    assert outcomes == {
        "extract": {"status": "ran", "result": "extract of []"},
        "labels": {"status": "ran", "result": "labels of []"},
        "clean": {"status": "failed", "error": "ValueError: clean: no rows"},
        "train": {"status": "skipped", "because": "clean"},
        "profile": {"status": "skipped", "because": "clean"},
    }


def test_a_cache():
    lab = Lab()
    asyncio.run(run(STEPS, lab.work, pools=POOLS, load=lab.load, save=lab.save))
    lab.ran.clear()
    newer = {**STEPS, "labels": {**STEPS["labels"], "version": "2"}}
    outcomes = asyncio.run(run(newer, lab.work, pools=POOLS, load=lab.load, save=lab.save))
    assert lab.ran == ["labels", "train"]
    assert outcomes["clean"] == {"status": "cached", "result": "clean of ['extract']"}
