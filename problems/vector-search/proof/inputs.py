"""Adding, removing and searching in turn, a few items at a time; equal scores and filters are frequent."""


def run(solution, rng):
    dim = rng.randint(1, 3)
    index, seen, fresh = solution.VectorIndex(dim), [], iter(range(100))
    for _ in range(rng.randint(1, 5)):
        names = [f"item-{next(fresh)}" for _ in range(rng.randint(0, 4))]
        vectors = [[float(rng.randint(-2, 2)) for _ in range(dim)] for _ in names]
        if names:
            index.add(names, vectors, [{"even": rng.random() < 0.5} for _ in names])
        here = index.ids()
        index.remove(rng.sample(here, rng.randint(0, len(here))))
        query = [float(rng.randint(-2, 2)) for _ in range(dim)]
        where = {"even": True} if rng.random() < 0.3 else None
        seen.append((index.ids(), len(index), index.search(query, rng.randint(1, 5), where)))
    return seen
