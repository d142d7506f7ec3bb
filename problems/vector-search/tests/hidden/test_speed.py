"""What a search costs: alone, between changes, and as the index grows. The reference runs beside the submission.

One call of the reference takes milliseconds on these inputs, the way across the wall less than a tenth of that.
"""

from itertools import count

import numpy as np
import pytest
from solution import VectorIndex

DIM = 256
TOLERANCE = 1e-5


def same(got, expected):
    """Equal scores place by place; where ids differ, the scores do not tell them apart."""
    if len(got) != len(expected) or len({item_id for item_id, _ in got}) != len(got):
        return False
    scores = dict(expected)
    last = expected[-1][1] if expected else 0.0
    return all(
        abs(score - wanted) <= TOLERANCE and abs(score - scores.get(item_id, last)) <= 2 * TOLERANCE
        for (item_id, score), (_, wanted) in zip(got, expected, strict=True)
    )


def fill(indexes, rng, size):
    """Add the same items to all indexes, in a few calls."""
    for begin in range(0, size, 2500):
        end = min(size, begin + 2500)
        names, vectors = [f"v{number}" for number in range(begin, end)], rng.standard_normal((end - begin, DIM))
        metadata = [{"parity": number % 2, "lang": "en"} for number in range(begin, end)]
        for index in indexes:
            index.add(names, vectors, metadata)


@pytest.mark.limit(wall_seconds=60)
def test_search_keeps_up_with_the_reference(race, reference):
    """A search among 45,000 items of 256 numbers takes at most four times as long as the reference's."""
    rng = np.random.default_rng(50)
    mine, theirs = VectorIndex(DIM), reference.VectorIndex(DIM)
    fill([mine, theirs], rng, 45_000)
    queries = ((rng.standard_normal(DIM), 10) for _ in count())
    race(mine.search, theirs.search, queries, at_most=4.0, same=same)


@pytest.mark.limit(wall_seconds=60)
def test_a_change_does_not_make_the_next_search_slow(race, reference):
    """Adding or removing an item and searching among 40,000 takes at most four times as long as the reference's."""
    rng = np.random.default_rng(51)
    mine, theirs = VectorIndex(DIM), reference.VectorIndex(DIM)
    fill([mine, theirs], rng, 40_000)

    def changed_and_searched(index):
        def run(number, vector, query):
            if number % 2:
                index.remove([f"v{number}"])
            else:
                index.add([f"new {number}"], vector)
            return index.search(query, 10)

        return run

    inputs = ((number, rng.standard_normal((1, DIM)), rng.standard_normal(DIM)) for number in count())
    race(changed_and_searched(mine), changed_and_searched(theirs), inputs, at_most=4.0, same=same)


@pytest.mark.limit(wall_seconds=60)
def test_a_filtered_search_grows_with_the_number_of_items(growth, reference):
    """With a filter that half of the items match, the time of a search grows no faster than their number."""
    rng = np.random.default_rng(52)
    sizes = [5000, 10_000, 20_000]
    mine = {size: VectorIndex(DIM) for size in sizes}
    theirs = {size: reference.VectorIndex(DIM) for size in sizes}
    for size in sizes:
        fill([mine[size], theirs[size]], rng, size)

    def search_in(indexes):
        return lambda size, query, parity: indexes[size].search(query, 10, where={"parity": parity})

    parities = count()
    growth(
        search_in(mine),
        search_in(theirs),
        sizes=sizes,
        make=lambda size: (size, rng.standard_normal(DIM), next(parities) % 2),
        at_most=1.5,
        ratio_at_most=10.0,
        same=same,
    )
