"""When `rewrite` is called, for whom, and what is searched for then."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from solution import PrivateIndex


class Vendor:
    """Rewrites queries by a table, and keeps the bill."""

    def __init__(self, table=()):
        self.table = dict(table)
        self.bill = []
        self.error = None

    def rewrite(self, tenant, query):
        self.bill.append((tenant, query))
        if self.error is not None:
            raise self.error
        return self.table.get((tenant, query), query)


def ask(index, tenant, query, groups=("nurses",)):
    return [tuple(pair) for pair in index.search(tenant, list(groups), query, 5)]


def test_the_rewritten_query_is_searched_for():
    """Words of the vendor's answer are searched for, in any case, and none of the query itself."""
    vendor = Vendor({("north", "heart attack"): "Myocardial INFARCTION?"})
    index = PrivateIndex(vendor.rewrite)
    index.put("north", "a", "Infarction, myocardial", ["nurses"])
    index.put("north", "b", "heart attack", ["nurses"])
    for _ in range(2):
        assert ask(index, "north", "heart attack") == [("a", 4)]
    assert vendor.bill == [("north", "heart attack")]


def test_each_tenant_pays_and_gets_its_own():
    """The same query of two tenants is rewritten for each, and each gets its own rewriting."""
    vendor = Vendor({("north", "q"): "pulse", ("south", "q"): "fever"})
    index = PrivateIndex(vendor.rewrite)
    for tenant in ("north", "south"):
        index.put(tenant, "p", "pulse", ["nurses"])
        index.put(tenant, "f", "fever", ["nurses"])
    for _ in range(2):
        assert ask(index, "north", "q") == [("p", 2)]
        assert ask(index, "south", "q") == [("f", 2)]
    assert vendor.bill == [("north", "q"), ("south", "q")]


@pytest.mark.points(3)
@given(
    size=st.integers(0, 3),
    calls=st.lists(st.tuples(st.sampled_from(["north", "south"]), st.sampled_from("abcde")), max_size=25),
)
def test_least_recently_used_of_the_tenant_goes(size, calls):
    """Each tenant's bill is that of a cache of its own, from which the least recently used query goes."""
    vendor = Vendor()
    index = PrivateIndex(vendor.rewrite, size)
    caches, expected = {"north": [], "south": []}, []
    for tenant, query in calls:
        cache = caches[tenant]
        if query in cache:
            cache.remove(query)
        else:
            expected.append((tenant, query))
        cache.append(query)
        del cache[: max(len(cache) - size, 0)]
        ask(index, tenant, query)
    assert vendor.bill == expected


def test_what_was_used_again_stays():
    """When there is no room, it is not the query that came first that goes, but the one that was last used first."""
    vendor = Vendor()
    index = PrivateIndex(vendor.rewrite, 2)
    for query in "abaca":
        ask(index, "north", query)
    assert vendor.bill == [("north", "a"), ("north", "b"), ("north", "c")]
    ask(index, "north", "b")
    ask(index, "north", "c")
    assert vendor.bill[3:] == [("north", "b"), ("north", "c")]


def test_every_use_of_a_cached_query_counts():
    """However often and in whatever order cached queries are used again, the one whose last use is longest ago goes."""
    for order in permutations("abc"):
        for times in (1, 12):
            vendor = Vendor()
            index = PrivateIndex(vendor.rewrite, 3)
            used = [query for query in order for _ in range(times)]
            for query in ("a", "b", "c", *used, "d", order[1], order[2]):
                ask(index, "north", query)
            assert vendor.bill == [("north", query) for query in "abcd"]
            ask(index, "north", order[0])
            assert vendor.bill[4:] == [("north", order[0])]


def test_other_tenants_take_no_room():
    """However much others ask, and however many they are, a tenant's cached queries stay."""
    vendor = Vendor()
    index = PrivateIndex(vendor.rewrite, 3)
    for query in "abc":
        ask(index, "north", query)
    for number in range(400):
        ask(index, f"tenant {number % 150}", f"q{number}")
    del vendor.bill[:]
    for query in "abc":
        ask(index, "north", query)
    assert vendor.bill == []


def test_a_hundred_queries_by_default():
    """Without a size given, a tenant's last hundred queries are kept, and no more."""
    vendor = Vendor()
    index = PrivateIndex(vendor.rewrite)
    for number in range(101):
        ask(index, "north", f"q{number}")
    del vendor.bill[:]
    for number in (100, 1, 50):
        ask(index, "north", f"q{number}")
    assert vendor.bill == []
    ask(index, "north", "q0")
    assert vendor.bill == [("north", "q0")]


def test_queries_are_compared_as_typed():
    """Queries that differ in case, white space or typing of accents are different ones; groups and k do not matter."""
    vendor = Vendor()
    index = PrivateIndex(vendor.rewrite)
    different = ("pulse", "Pulse", "pulse ", "caf\u00e9", "cafe\u0301", "\ufb01eber", "fieber")
    for query in (*different, *different):
        ask(index, "north", query)
        ask(index, "north", query, groups=("board", "nurses"))
        ask(index, "north", query, groups=())
        index.search("north", ["nurses"], query, 1)
    assert vendor.bill == [("north", query) for query in different]


def test_every_search_asks():
    """A query is rewritten also where nothing can be found: no words, no documents, no groups."""
    vendor = Vendor()
    index = PrivateIndex(vendor.rewrite)
    for query, groups in (("", ("nurses",)), ("?!", ("nurses",)), ("pulse", ())):
        assert ask(index, "north", query, groups) == []
    assert vendor.bill == [("north", ""), ("north", "?!"), ("north", "pulse")]


def test_an_answer_of_nothing_is_an_answer():
    """An empty rewriting finds nothing, and is cached as others are."""
    vendor = Vendor({("north", "pulse"): ""})
    index = PrivateIndex(vendor.rewrite)
    index.put("north", "a", "pulse", ["nurses"])
    for _ in range(3):
        assert ask(index, "north", "pulse") == []
    assert len(vendor.bill) == 1


@pytest.mark.parametrize("kind", [TimeoutError, KeyError, ValueError])
def test_errors_pass_through_and_are_not_cached(kind):
    """What the vendor raises comes out, and the next search asks again."""
    vendor = Vendor()
    index = PrivateIndex(vendor.rewrite)
    index.put("north", "a", "pulse", ["nurses"])
    vendor.error = kind("down")
    with pytest.raises(kind):
        ask(index, "north", "pulse")
    vendor.error = None
    assert ask(index, "north", "pulse") == [("a", 1)]
    assert len(vendor.bill) == 2


def test_a_failed_call_takes_no_room():
    """A query whose rewriting failed drives no other out of the cache."""
    vendor = Vendor()
    index = PrivateIndex(vendor.rewrite, 2)
    ask(index, "north", "a")
    ask(index, "north", "b")
    vendor.error = TimeoutError("down")
    with pytest.raises(TimeoutError):
        ask(index, "north", "c")
    ask(index, "north", "a")
    ask(index, "north", "b")
    assert vendor.bill == [("north", "a"), ("north", "b"), ("north", "c")]


def test_nothing_is_asked_for_a_bad_k():
    """A k below 1 raises ValueError before the vendor is asked; suggestions never ask."""
    vendor = Vendor()
    index = PrivateIndex(vendor.rewrite)
    with pytest.raises(ValueError):
        index.search("north", ["nurses"], "pulse", 0)
    index.suggest("north", ["nurses"], "pul", 3)
    assert vendor.bill == []


@pytest.mark.parametrize("k", [0, -1])
def test_a_refused_search_uses_nothing(k):
    """A search with a k below 1 does not count as a use of its query, whether its answer is in the cache or not."""
    vendor = Vendor()
    index = PrivateIndex(vendor.rewrite, 2)
    ask(index, "north", "a")
    ask(index, "north", "b")
    for query in "ca":
        with pytest.raises(ValueError):
            index.search("north", ["nurses"], query, k)
    for query in "cb":
        ask(index, "north", query)
    assert vendor.bill == [("north", "a"), ("north", "b"), ("north", "c")]


def test_changes_of_documents_show_at_once():
    """A cached rewriting does not keep old results: what was put or deleted since counts."""
    vendor = Vendor()
    index = PrivateIndex(vendor.rewrite)
    index.put("north", "a", "pulse", ["nurses"])
    assert ask(index, "north", "pulse") == [("a", 1)]
    index.put("north", "b", "pulse pulse", ["nurses"])
    assert ask(index, "north", "pulse") == [("b", 2), ("a", 1)]
    index.delete("north", "a")
    assert ask(index, "north", "pulse") == [("b", 2)]
    assert len(vendor.bill) == 1


def test_the_cache_does_not_need_documents():
    """What a tenant has asked stays cached when its last document is deleted, and is there before its first one."""
    vendor = Vendor()
    index = PrivateIndex(vendor.rewrite)
    assert ask(index, "north", "pulse") == []
    index.put("north", "a", "pulse", ["nurses"])
    assert ask(index, "north", "pulse") == [("a", 1)]
    assert index.delete("north", "a") is True
    assert ask(index, "north", "pulse") == []
    assert vendor.bill == [("north", "pulse")]
