"""graphlib does the bookkeeping of the graph; sets of running tasks and lists sorted when something is to begin."""

import asyncio
from graphlib import CycleError as LibraryCycle
from graphlib import TopologicalSorter
from hashlib import blake2b
from heapq import heapify, heappop, heappush


class CycleError(ValueError):
    def __init__(self, names):
        super().__init__("cycle: " + ", ".join(names))
        self.cycle = names


def sorter_of(steps, among=None):
    chosen = steps if among is None else among
    sorter = TopologicalSorter({name: [d for d in steps[name]["after"] if d in chosen] for name in chosen})
    try:
        sorter.prepare()
    except LibraryCycle as error:
        # graphlib tells it the other way round and repeats the first
        raise CycleError(error.args[1][:0:-1]) from None
    return sorter


def order(steps):
    for name in steps:
        for other in steps[name]["after"]:
            if other not in steps:
                raise ValueError(other)
    sorter, result = sorter_of(steps), []
    ready = list(sorter.get_ready())
    heapify(ready)
    while ready:
        name = heappop(ready)
        result.append(name)
        sorter.done(name)
        for other in sorter.get_ready():
            heappush(ready, other)
    return result


def critical_path(steps):
    ends = {}
    for name in order(steps):
        start, before = max(((ends[d][0], d) for d in steps[name]["after"]), default=(0.0, None))
        ends[name] = (start + steps[name].get("seconds", 1.0), before)
    total, name = max(((end, name) for name, (end, _) in ends.items()), default=(0.0, None))
    chain = []
    while name is not None:
        chain.append(name)
        name = ends[name][1]
    chain.reverse()
    return total, chain


def all_keys(steps, sequence):
    digests = {}
    for name in sequence:
        parents = tuple(sorted({digests[d] for d in steps[name]["after"]}))
        text = repr((name, steps[name].get("version", "1"), parents))
        digests[name] = blake2b(text.encode(), digest_size=20).hexdigest()
    return digests


async def run(steps, work, *, pools, targets=None, load=None, save=None):
    sequence = order(steps)
    targets = set(steps if targets is None else targets)
    if any(places < 1 for places in pools.values()) or not targets <= set(steps):
        raise ValueError("pools or targets")
    if any(step.get("pool", "cpu") not in pools for step in steps.values()):
        raise ValueError("pool")
    keys = all_keys(steps, sequence)

    report, todo, stack, seen = {}, set(), list(targets), set(targets)
    while stack:
        name = stack.pop()
        if load is not None:
            try:
                report[name] = {"status": "cached", "result": load(keys[name])}
                continue
            except KeyError:
                pass
        todo.add(name)
        for other in steps[name]["after"]:
            if other not in seen:
                seen.add(other)
                stack.append(other)

    urgency = {}
    for name in reversed(sequence):
        if name in todo:
            urgency[name] = urgency.get(name, 0.0) + steps[name].get("seconds", 1.0)
            for other in steps[name]["after"]:
                urgency[other] = max(urgency.get(other, 0.0), urgency[name])

    sorter = sorter_of(steps, todo)
    guilty = {}
    waiting = {pool: [] for pool in pools}
    busy = dict.fromkeys(pools, 0)
    tasks = {}

    def collect():
        """Put what is ready into its pool, or skip it, which may make more ready."""
        while fresh := sorter.get_ready():
            for name in fresh:
                blame = [guilty[d] for d in steps[name]["after"] if d in guilty]
                if blame:
                    guilty[name] = min(blame)
                    report[name] = {"status": "skipped", "because": guilty[name]}
                    sorter.done(name)
                else:
                    waiting[steps[name].get("pool", "cpu")].append(name)

    try:
        while True:
            collect()
            for pool, names in waiting.items():
                names.sort(key=lambda name: (-urgency[name], name), reverse=True)
                while names and busy[pool] < pools[pool]:
                    name = names.pop()
                    busy[pool] += 1
                    given = {d: report[d]["result"] for d in steps[name]["after"]}
                    tasks[asyncio.create_task(call(work, name, given))] = name
            if not tasks:
                return report
            await asyncio.wait(list(tasks), return_when=asyncio.FIRST_COMPLETED)
            for task in [each for each in tasks if each.done()]:
                name = tasks.pop(task)
                busy[steps[name].get("pool", "cpu")] -= 1
                if (error := task.exception()) is not None:
                    report[name] = {"status": "failed", "error": f"{type(error).__name__}: {error}"}
                    guilty[name] = name
                else:
                    report[name] = {"status": "ran", "result": task.result()}
                    if save is not None:
                        save(keys[name], task.result())
                sorter.done(name)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def call(work, name, given):
    return await work(name, given)
