"""`HeavyHitters`: bounds that hold for every item, and no frequent item is missed."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from solution import HeavyHitters

ITEMS = st.lists(st.sampled_from("aaaabbcdefghij"), max_size=60)


def filled(counters, *parts):
    summary = HeavyHitters(counters)
    for part in parts:
        summary.add(list(part))
    return summary


def check(summary, items, counters):
    """Bounds of all items and of one that never came; what must be reported, what must not."""
    true, total = Counter(items), len(items)
    assert summary.count() == total
    for item in [*true, "never"]:
        low, high = summary.estimate(item)
        assert low <= true[item] <= high, item
        assert high - low <= total / counters, item
    for share in {1 / counters, min(1.0, 1.5 / counters), 1.0}:
        found = summary.heavy(share)
        assert {item for item in true if true[item] > share * total + 1e-9} <= set(found)
        assert all(true[item] > (share - 1 / counters) * total - 1e-9 for item in found)
        assert {item: tuple(bounds) for item, bounds in found.items()} == {
            item: tuple(summary.estimate(item)) for item in found
        }


@pytest.mark.points(2)
@given(parts=st.lists(ITEMS, min_size=1, max_size=4), counters=st.integers(1, 12))
def test_any_stream(parts, counters):
    """For every item the true number is within its bounds, which are no further apart than count / counters."""
    check(filled(counters, *parts), [item for part in parts for item in part], counters)


@pytest.mark.points(2)
@given(one=ITEMS, other=ITEMS, more=ITEMS, counters=st.integers(1, 9))
def test_merged(one, other, more, counters):
    """Merged summaries keep the promise for all items together, and the other stays as it was."""
    first, second = filled(counters, one), filled(counters, other)
    first.merge(second)
    first.add(more)
    check(first, one + other + more, counters)
    check(second, other, counters)


@given(items=ITEMS, counters=st.integers(10, 30))
def test_exact_while_there_are_enough_counters(items, counters):
    """As long as there are no more different items than counters, the bounds of each are its number itself."""
    summary = filled(counters, items)
    for item in set(items):
        assert tuple(summary.estimate(item)) == (items.count(item),) * 2


@given(counters=st.integers(1, 4), many=st.integers(2, 9), size=st.integers(1, 60))
def test_many_merged(counters, many, size):
    """However many summaries of quite different items are merged, the promise holds for all items together."""
    parts = [[f"{part}-{number % counters}" for number in range(counters * size)] for part in range(many)]
    summary = filled(counters, *parts[:1])
    for part in parts[1:]:
        summary.merge(filled(counters, part))
    check(summary, sum(parts, []), counters)


def test_a_merge_that_fits_is_exact_too():
    """Merged summaries whose items fit into the counters are exact."""
    summary = filled(4, "aaab")
    summary.merge(filled(4, "bccd"))
    assert [tuple(summary.estimate(item)) for item in "abcd"] == [(3, 3), (2, 2), (2, 2), (1, 1)]


def test_a_summary_merged_with_itself():
    """A summary may take in itself; then every item counts twice."""
    items = list("abacadaeafagahaiajakalam" * 5)
    summary = filled(3, items)
    summary.merge(summary)
    check(summary, items * 2, 3)


@pytest.mark.parametrize(
    ("counters", "items", "share", "wanted"),
    [
        (4, "aaabaabcaaaabbdc", 0.5, "a"),
        (8, "aabcaadaaebcaadf", 0.25, "a"),
        (2, "aabaaaaa", 0.625, "a"),
        (2, "abba", 1.0, ""),
    ],
)
def test_items_just_at_the_lower_border(counters, items, share, wanted):
    """Items that come exactly (share - 1 / counters) * n times are not reported, nor are rarer ones."""
    merged = filled(counters, items[:3])
    merged.merge(filled(counters, items[3:]))
    for summary in (filled(counters, items), merged):
        assert set(summary.heavy(share)) == set(wanted)


@pytest.mark.parametrize("where", ["at the beginning", "at the end", "throughout"])
def test_frequent_items_among_very_many_rare_ones(where):
    """Frequent items are found wherever they stand among thousands of items that come once."""
    rare = [f"rare {number}" for number in range(9000)]
    frequent = ["x"] * 700 + ["y"] * 400
    if where == "throughout":
        items = [str(item) for item in np.random.default_rng(80).permutation(rare + frequent)]
    else:
        items = frequent + rare if where == "at the beginning" else rare + frequent
    summary = filled(40, items[:5000], items[5000:])
    true = Counter(items)
    for item in ("x", "y", "rare 0", "rare 8999", "never"):
        low, high = summary.estimate(item)
        assert low <= true[item] <= high
        assert high - low <= len(items) / 40
    assert {"x", "y"} <= set(summary.heavy(1 / 30))
    assert set(summary.heavy(1 / 20)) <= {"x", "y"}


def test_an_item_that_comes_late():
    """The bounds of an item that comes after the counters were full hold as well."""
    items = [f"{number % 50}" for number in range(1000)] + ["late"] * 30
    check(filled(7, items), items, 7)


def test_bursts_among_items_that_come_once():
    """Where ever new items come fifty times in a row and are gone, the bounds of those that had stayed hold as well."""
    items = [f"often {number % 10}" for number in range(600)]
    for burst in range(8):
        items += [f"burst {burst}"] * 50 + [f"once {burst} {number}" for number in range(12)]
    check(filled(10, items[:600], items[600:]), items, 10)


def test_nothing_yet():
    """An empty summary counts 0, estimates 0 and finds nothing."""
    summary = filled(3, [])
    assert summary.count() == 0
    assert tuple(summary.estimate("a")) == (0, 0)
    assert summary.heavy(0.5) == {}


def test_faults():
    """Less than one counter, a share that can't be told, different numbers of counters: ValueError."""
    for counters in (0, -1):
        with pytest.raises(ValueError):
            HeavyHitters(counters)
    summary = filled(4, "ab")
    for share in (0.2, 0, -0.5, 1.01):
        for asked in (summary, HeavyHitters(4)):
            with pytest.raises(ValueError):
                asked.heavy(share)
    for other in (filled(5, "a"), HeavyHitters(5)):
        with pytest.raises(ValueError):
            summary.merge(other)
        with pytest.raises(ValueError):
            other.merge(summary)
    check(summary, list("ab"), 4)
