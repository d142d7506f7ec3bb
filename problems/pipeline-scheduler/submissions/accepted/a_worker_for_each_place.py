"""One worker for each place of a pool, which takes from the pool's priority queue; depth-first search for cycles."""

import asyncio
import hashlib
import heapq


class CycleError(ValueError):
    def __init__(self, message, cycle):
        super().__init__(message)
        self.cycle = cycle


def check(steps):
    for step in steps.values():
        for other in step["after"]:
            if other not in steps:
                raise ValueError(f"no step is called {other}")
    find_cycle(steps)


def find_cycle(steps):
    """Colour the steps: on the way (a position on the path) or done; a step met on the way closes a cycle."""
    done = set()
    for root in steps:
        if root in done:
            continue
        path, on_path, rest = [root], {root: 0}, [iter(steps[root]["after"])]
        while path:
            other = next(rest[-1], None)
            if other is None:
                rest.pop()
                name = path.pop()
                del on_path[name]
                done.add(name)
            elif other in on_path:
                cycle = path[on_path[other] :]
                raise CycleError(" <- ".join(cycle), cycle)
            elif other not in done:
                on_path[other] = len(path)
                path.append(other)
                rest.append(iter(steps[other]["after"]))


def edges(steps):
    left = {name: len(set(step["after"])) for name, step in steps.items()}
    behind = {name: [] for name in steps}
    for name, step in steps.items():
        for other in dict.fromkeys(step["after"]):
            behind[other].append(name)
    return left, behind


def order(steps):
    check(steps)
    left, behind = edges(steps)
    free = [name for name, count in left.items() if not count]
    heapq.heapify(free)
    out = []
    while free:
        out.append(name := heapq.heappop(free))
        for other in behind[name]:
            left[other] -= 1
            if not left[other]:
                heapq.heappush(free, other)
    return out


def length(step):
    return step.get("seconds", 1.0)


def critical_path(steps):
    """From the back: how long it takes from each step to the end; then walk forward along what fits."""
    _, behind = edges_checked(steps)
    tail = {}
    for name in reversed(order(steps)):
        tail[name] = length(steps[name]) + max((tail[other] for other in behind[name]), default=0.0)
    if not tail:
        return 0.0, []
    name = max(tail, key=tail.get)
    total, chain = tail[name], [name]
    while behind[name]:
        name = max(behind[name], key=tail.get)
        chain.append(name)
    return total, chain


def edges_checked(steps):
    check(steps)
    return edges(steps)


def fingerprints(steps):
    found = {}
    for name in order(steps):
        digest = hashlib.sha1()
        for part in (name, steps[name].get("version", "1"), *sorted(found[other] for other in set(steps[name]["after"]))):
            data = part.encode("utf-8", "surrogatepass")
            digest.update(len(data).to_bytes(8, "big") + data)
        found[name] = digest.hexdigest()
    return found


async def run(steps, work, *, pools, targets=None, load=None, save=None):
    check(steps)
    for step in steps.values():
        if step.get("pool", "cpu") not in pools:
            raise ValueError("a step is for a pool that is not there")
    if pools and min(pools.values()) < 1:
        raise ValueError("a pool needs a place")
    goals = list(steps) if targets is None else list(dict.fromkeys(targets))
    for name in goals:
        if name not in steps:
            raise ValueError(f"no target is called {name}")
    key = fingerprints(steps)
    answers, blame, mine = {}, {}, {}
    stack, visited = goals[:], set(goals)
    while stack:
        name = stack.pop()
        try:
            answers[name] = {"status": "cached", "result": load(key[name])} if load else None
        except KeyError:
            answers[name] = None
        if answers[name] is None:
            del answers[name]
            mine[name] = steps[name]
            fresh = [other for other in dict.fromkeys(steps[name]["after"]) if other not in visited]
            visited.update(fresh)
            stack.extend(fresh)
    part = {name: {**step, "after": [o for o in step["after"] if o in mine]} for name, step in mine.items()}
    left, behind = edges(part)
    tail = {}
    for name in reversed(order(part)):
        tail[name] = length(part[name]) + max((tail[other] for other in behind[name]), default=0.0)

    queues = {pool: asyncio.PriorityQueue() for pool in pools}
    open_steps = len(part)
    finished = asyncio.Event()

    def offer(name):
        queues[part[name].get("pool", "cpu")].put_nowait((-tail[name], name))

    def close(first):
        nonlocal open_steps
        closing = [first]
        while closing:
            name = closing.pop()
            open_steps -= 1
            for other in behind[name]:
                if name in blame:
                    blame[other] = min(blame[name], blame.get(other, blame[name]))
                left[other] -= 1
                if left[other]:
                    continue
                if other in blame:
                    answers[other] = {"status": "skipped", "because": blame[other]}
                    closing.append(other)
                else:
                    offer(other)
        if not open_steps:
            finished.set()

    async def serve(queue):
        while True:
            _, name = await queue.get()
            try:
                result = await work(name, {other: answers[other]["result"] for other in steps[name]["after"]})
            except Exception as error:
                answers[name] = {"status": "failed", "error": type(error).__name__ + ": " + str(error)}
                blame[name] = name
            else:
                answers[name] = {"status": "ran", "result": result}
                if save:
                    save(key[name], result)
            close(name)

    if not part:
        return answers
    for name, count in left.items():
        if not count:
            offer(name)
    async with asyncio.TaskGroup() as group:
        workers = [group.create_task(serve(queues[pool])) for pool in pools for _ in range(min(pools[pool], len(part)))]
        await finished.wait()
        for worker in workers:
            worker.cancel()
    return answers
