"""Steps as numbers in alphabetical order; a run is driven by callbacks of the tasks that end, and one future ends it."""

import asyncio
import json
from collections import defaultdict
from heapq import heappop, heappush
from uuid import NAMESPACE_OID, uuid5


class CycleError(ValueError):
    def __init__(self, cycle):
        super().__init__("these steps wait for each other: " + " -> ".join(cycle))
        self.cycle = list(cycle)


class Graph:
    """Steps as numbers in alphabetical order, so that the smallest number is the first name."""

    def __init__(self, steps):
        self.names = sorted(steps)
        self.number = {name: i for i, name in enumerate(self.names)}
        try:
            self.before = [sorted({self.number[b] for b in steps[name]["after"]}) for name in self.names]
        except KeyError as error:
            raise ValueError(f"unknown step {error}") from None
        self.behind = [[] for _ in self.names]
        for i, befores in enumerate(self.before):
            for b in befores:
                self.behind[b].append(i)
        self.sequence = self.sort()

    def sort(self):
        missing = [len(befores) for befores in self.before]
        heap = [i for i, count in enumerate(missing) if count == 0]
        sequence = []
        while heap:
            i = heappop(heap)
            sequence.append(i)
            for j in self.behind[i]:
                missing[j] -= 1
                if missing[j] == 0:
                    heappush(heap, j)
        if len(sequence) < len(self.names):
            raise CycleError([self.names[i] for i in self.circle(missing)])
        return sequence

    def circle(self, missing):
        """Go back from a step that is stuck until a step comes again."""
        i = next(i for i, count in enumerate(missing) if count)
        trail = []
        seen = set()
        while i not in seen:
            seen.add(i)
            trail.append(i)
            i = next(b for b in self.before[i] if missing[b])
        return trail[trail.index(i) :]


def order(steps):
    graph = Graph(steps)
    return [graph.names[i] for i in graph.sequence]


def critical_path(steps):
    graph = Graph(steps)
    if not graph.names:
        return 0.0, []
    end = [0.0] * len(graph.names)
    for i in graph.sequence:
        end[i] = steps[graph.names[i]].get("seconds", 1.0) + max((end[b] for b in graph.before[i]), default=0.0)
    i = end.index(max(end))
    total, chain = end[i], [graph.names[i]]
    while graph.before[i]:
        i = max(graph.before[i], key=lambda b: end[b])
        chain.append(graph.names[i])
    return total, chain[::-1]


async def run(steps, work, *, pools, targets=None, load=None, save=None):
    graph = Graph(steps)
    if any(size < 1 for size in pools.values()):
        raise ValueError("pools must have places")
    for step in steps.values():
        if step.get("pool", "cpu") not in pools:
            raise ValueError("unknown pool")
    if targets is not None and any(name not in steps for name in targets):
        raise ValueError("unknown target")
    ending = asyncio.get_running_loop().create_future()
    state = Run(graph, steps, work, pools, save, ending)
    state.prepare(targets, load)
    try:
        state.begin()
        return await ending
    finally:
        alive = list(state.alive)
        state.closed = True
        for task in alive:
            task.cancel()
        if alive:
            await asyncio.gather(*alive, return_exceptions=True)


class Run:
    def __init__(self, graph, steps, work, pools, save, ending):
        self.graph, self.steps, self.work, self.save, self.ending = graph, steps, work, save, ending
        self.places = dict(pools)
        self.heaps = defaultdict(list)
        self.outcome, self.keys, self.culprit = {}, {}, {}
        self.alive = set()
        self.closed = False

    def prepare(self, targets, load):
        graph, steps = self.graph, self.steps
        for i in graph.sequence:
            name = graph.names[i]
            parents = sorted(self.keys[b] for b in graph.before[i])
            self.keys[i] = str(uuid5(NAMESPACE_OID, json.dumps([name, steps[name].get("version", "1"), parents])))
        needed = set(range(len(graph.names))) if targets is None else {graph.number[name] for name in targets}
        self.open = set()
        self.length = {}
        for i in reversed(graph.sequence):
            if i not in needed:
                continue
            found, result = self.look(load, i)
            if found:
                self.outcome[i] = {"status": "cached", "result": result}
                continue
            self.open.add(i)
            needed.update(graph.before[i])
            tail = max((self.length[j] for j in graph.behind[i] if j in self.open), default=0.0)
            self.length[i] = tail + steps[graph.names[i]].get("seconds", 1.0)
        self.missing = {i: sum(b in self.open for b in graph.before[i]) for i in self.open}
        for i in self.open:
            if not self.missing[i]:
                self.push(i)

    def look(self, load, i):
        if load is None:
            return False, None
        try:
            return True, load(self.keys[i])
        except KeyError:
            return False, None

    def pool(self, i):
        return self.steps[self.graph.names[i]].get("pool", "cpu")

    def push(self, i):
        heappush(self.heaps[self.pool(i)], (-self.length[i], i))

    def begin(self):
        for pool, heap in self.heaps.items():
            while heap and self.places[pool]:
                self.places[pool] -= 1
                _, i = heappop(heap)
                inputs = {self.graph.names[b]: self.outcome[b]["result"] for b in self.graph.before[i]}
                task = asyncio.ensure_future(self.work(self.graph.names[i], inputs))
                self.alive.add(task)
                task.add_done_callback(lambda task, i=i: self.ended(task, i))
        if not self.open and not self.ending.done():
            self.ending.set_result({self.graph.names[i]: what for i, what in self.outcome.items()})

    def ended(self, task, i):
        self.alive.discard(task)
        if self.closed or task.cancelled():
            return
        try:
            error = task.exception()
            if error is None:
                self.outcome[i] = {"status": "ran", "result": task.result()}
                if self.save:
                    self.save(self.keys[i], task.result())
            else:
                self.outcome[i] = {"status": "failed", "error": f"{error.__class__.__name__}: {error}"}
                self.culprit[i] = i
            self.places[self.pool(i)] += 1
            self.settle(i)
            self.begin()
        except BaseException as error:
            if not self.ending.done():
                self.ending.set_exception(error)

    def settle(self, first):
        queue = [first]
        for i in queue:
            self.open.discard(i)
            for j in self.graph.behind[i]:
                if j not in self.open:
                    continue
                self.missing[j] -= 1
                if self.missing[j]:
                    continue
                guilty = [self.culprit[b] for b in self.graph.before[j] if b in self.culprit]
                if guilty:
                    self.culprit[j] = min(guilty)
                    self.outcome[j] = {"status": "skipped", "because": self.graph.names[min(guilty)]}
                    queue.append(j)
                else:
                    self.push(j)
