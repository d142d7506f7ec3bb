"""failures: after a failure, counts the longest chains again without the steps that are skipped."""

from __future__ import annotations

import asyncio
import hashlib
import heapq
import json
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any

Step = Mapping[str, Any]
Steps = Mapping[str, Step]
Work = Callable[[str, dict[str, Any]], Awaitable[Any]]
Outcome = dict[str, Any]


class CycleError(ValueError):
    """Steps wait for each other in a circle; `cycle` names them, each waiting for the next, the last for the first."""

    def __init__(self, cycle: list[str]) -> None:
        super().__init__(" waits for ".join([*cycle, cycle[0]]))
        self.cycle = cycle


def order(steps: Steps) -> list[str]:
    """Return all names, each after what it waits for, always the alphabetically first that can be next."""
    waiting = {name: set(step["after"]) for name, step in steps.items()}
    for name, after in waiting.items():
        if unknown := [each for each in after if each not in steps]:
            raise ValueError(f"{name!r} waits for {unknown}, which are no steps")
    followers = _followers(steps)
    missing = {name: len(after) for name, after in waiting.items()}
    ready = [name for name, count in missing.items() if count == 0]
    heapq.heapify(ready)
    placed: list[str] = []
    while ready:
        name = heapq.heappop(ready)
        placed.append(name)
        for follower in followers[name]:
            missing[follower] -= 1
            if missing[follower] == 0:
                heapq.heappush(ready, follower)
    if len(placed) < len(steps):
        raise CycleError(_cycle(waiting, set(placed)))
    return placed


def critical_path(steps: Steps) -> tuple[float, list[str]]:
    """Return the seconds of the longest chain of steps, and the chain, first step first."""
    best: dict[str, float] = {}
    before: dict[str, str | None] = {}
    for name in order(steps):
        before[name] = max(steps[name]["after"], key=best.__getitem__, default=None)
        best[name] = _seconds(steps[name]) + (0.0 if before[name] is None else best[before[name]])
    if not best:
        return 0.0, []
    last: str | None = max(best, key=best.__getitem__)
    total, path = best[last], []
    while last is not None:
        path.append(last)
        last = before[last]
    return total, path[::-1]


async def run(
    steps: Steps,
    work: Work,
    *,
    pools: Mapping[str, int],
    targets: Iterable[str] | None = None,
    load: Callable[[str], Any] | None = None,
    save: Callable[[str, Any], None] | None = None,
) -> dict[str, Outcome]:
    """Run what the targets need and the cache does not hold; return what became of every step that was needed."""
    placed = order(steps)
    _check_pools(steps, pools)
    wanted = list(steps) if targets is None else list(targets)
    if unknown := set(wanted) - steps.keys():
        raise ValueError(f"no such steps: {sorted(unknown)}")
    keys = _keys(steps, placed)
    outcomes = _needed(steps, placed, set(wanted), keys, load)
    running = _Run(steps, placed, outcomes, pools, work)
    await running.to_the_end(lambda name, result: save(keys[name], result) if save else None)
    return running.outcomes


class _Run:
    """The state of one run: what each step still waits for, what is ready in each pool, and which tasks are alive."""

    def __init__(
        self,
        steps: Steps,
        placed: list[str],
        needed: dict[str, Outcome | None],
        pools: Mapping[str, int],
        work: Work,
    ) -> None:
        self.outcomes: dict[str, Outcome] = {name: outcome for name, outcome in needed.items() if outcome is not None}
        to_run = [name for name in placed if name in needed and name not in self.outcomes]
        self._steps, self._work = steps, work
        self._followers = _followers({name: steps[name] for name in to_run})
        self._to_run, self._hopeless = to_run, set[str]()
        self._urgency = _urgency(steps, to_run, self._followers)
        self._missing = {name: sum(each not in self.outcomes for each in {*steps[name]["after"]}) for name in to_run}
        self._blamed: dict[str, str] = {}
        self._free = dict(pools)
        self._ready: dict[str, list[tuple[float, str]]] = {pool: [] for pool in pools}
        self._tasks: dict[asyncio.Task[Any], str] = {}
        for name in to_run:
            if self._missing[name] == 0:
                self._make_ready(name)

    async def to_the_end(self, save: Callable[[str, Any], None]) -> None:
        """Start what can start and take in what ends, until nothing is left; cancelled, take the tasks along."""
        try:
            self._start()
            while self._tasks:
                ended, _ = await asyncio.wait(self._tasks, return_when=asyncio.FIRST_COMPLETED)
                for task in ended:
                    self._take_in(task, save)
                self._start()
        finally:
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    def _start(self) -> None:
        for pool, ready in self._ready.items():
            while ready and self._free[pool]:
                _, name = heapq.heappop(ready)
                self._free[pool] -= 1
                inputs = {each: self.outcomes[each]["result"] for each in self._steps[name]["after"]}
                self._tasks[asyncio.ensure_future(self._work(name, inputs))] = name

    def _take_in(self, task: asyncio.Task[Any], save: Callable[[str, Any], None]) -> None:
        name = self._tasks.pop(task)
        self._free[_pool(self._steps[name])] += 1
        try:
            result = task.result()
        except Exception as error:
            self._give_up(name)
            self._end(name, {"status": "failed", "error": f"{type(error).__name__}: {error}"}, blamed=name)
        else:
            save(name, result)
            self._end(name, {"status": "ran", "result": result}, blamed=None)

    def _give_up(self, failed: str) -> None:
        behind = [failed]
        while behind:
            found = set(self._followers[behind.pop()]) - self._hopeless
            self._hopeless |= found
            behind += found
        hopeful = [name for name in self._to_run if name not in self._hopeless]
        followers = {name: [each for each in self._followers[name] if each not in self._hopeless] for name in hopeful}
        self._urgency = _urgency(self._steps, hopeful, followers)
        for pool, ready in self._ready.items():
            self._ready[pool] = [(-self._urgency[name], name) for _, name in ready]
            heapq.heapify(self._ready[pool])

    def _end(self, name: str, outcome: Outcome, blamed: str | None) -> None:
        """Note the outcome; followers for which nothing is missing any more are ready, or skipped, which ends them too."""
        ends: list[tuple[str, Outcome, str | None]] = [(name, outcome, blamed)]
        while ends:
            name, outcome, blamed = ends.pop()
            self.outcomes[name] = outcome
            for follower in self._followers[name]:
                if blamed is not None:
                    self._blamed[follower] = min(blamed, self._blamed.get(follower, blamed))
                self._missing[follower] -= 1
                if self._missing[follower] > 0:
                    continue
                because = self._blamed.get(follower)
                if because is None:
                    self._make_ready(follower)
                else:
                    ends.append((follower, {"status": "skipped", "because": because}, because))

    def _make_ready(self, name: str) -> None:
        heapq.heappush(self._ready[_pool(self._steps[name])], (-self._urgency[name], name))


def _needed(
    steps: Steps, placed: list[str], wanted: set[str], keys: Mapping[str, str], load: Callable[[str], Any] | None
) -> dict[str, Outcome | None]:
    """Return the needed steps, with their outcome where the cache has it; what waits for others comes before them."""
    needed: dict[str, Outcome | None] = {}
    wanted = set(wanted)
    for name in reversed(placed):
        if name not in wanted:
            continue
        try:
            if load is None:
                raise KeyError(name)
            needed[name] = {"status": "cached", "result": load(keys[name])}
        except KeyError:
            needed[name] = None
            wanted.update(steps[name]["after"])
    return needed


def _keys(steps: Steps, placed: list[str]) -> dict[str, str]:
    """Return each step's key: a digest of its name, its version and the keys of what it waits for."""
    keys: dict[str, str] = {}
    for name in placed:
        parts = [name, steps[name].get("version", "1"), sorted(keys[each] for each in {*steps[name]["after"]})]
        keys[name] = hashlib.sha256(json.dumps(parts).encode()).hexdigest()
    return keys


def _urgency(steps: Steps, to_run: list[str], followers: Mapping[str, list[str]]) -> dict[str, float]:
    """Return the seconds of the longest chain that begins with each step, among those to be run."""
    urgency: dict[str, float] = {}
    for name in reversed(to_run):
        own = _seconds(steps[name])
        urgency[name] = max([own, *(own + urgency[each] for each in followers[name])])
    return urgency


def _followers(steps: Steps) -> dict[str, list[str]]:
    """Return for each step those that wait for it, each once; names that are no steps here are left out."""
    followers: dict[str, list[str]] = {name: [] for name in steps}
    for name, step in steps.items():
        for each in set(step["after"]):
            if each in followers:
                followers[each].append(name)
    return followers


def _cycle(waiting: Mapping[str, set[str]], placed: set[str]) -> list[str]:
    """Walk from step to step that could not be placed, until one comes again; the walk from there on is a cycle."""
    position: dict[str, int] = {}
    name = next(each for each in waiting if each not in placed)
    while name not in position:
        position[name] = len(position)
        name = next(each for each in waiting[name] if each not in placed)
    return list(position)[position[name] :]


def _check_pools(steps: Steps, pools: Mapping[str, int]) -> None:
    for pool, size in pools.items():
        if size < 1:
            raise ValueError(f"pool {pool!r} has {size} places")
    for name, step in steps.items():
        if _pool(step) not in pools:
            raise ValueError(f"{name!r} is for pool {_pool(step)!r}, which is not there")


def _pool(step: Step) -> str:
    return step.get("pool", "cpu")


def _seconds(step: Step) -> float:
    return step.get("seconds", 1.0)
