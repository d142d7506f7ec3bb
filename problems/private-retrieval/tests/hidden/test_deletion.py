"""What was deleted, replaced or forgotten is gone: from answers, from the cache, and from snapshots."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from solution import PrivateIndex

GROUPS = ["doctors", "nurses"]
WORDS = ["pulse", "fever", "stroke", "ward"]


def answers(index, tenants=("north", "south")):
    """Ask all that can be asked, for callers of one group and of two."""
    seen = []
    for tenant in tenants:
        for groups in (["nurses"], GROUPS):
            for query in (*WORDS, " ".join(WORDS)):
                seen.append([tuple(pair) for pair in index.search(tenant, groups, query, 9)])
            seen += [index.suggest(tenant, groups, "", 9), index.stats(tenant, groups)]
    return seen


def filled(documents):
    index = PrivateIndex()
    for (tenant, doc_id), (text, groups) in documents.items():
        index.put(tenant, doc_id, text, groups)
    return index


def changes():
    place = st.tuples(st.sampled_from(["north", "south"]), st.sampled_from("abcd"))
    text = st.lists(st.sampled_from(WORDS), max_size=5).map(" ".join)
    groups = st.lists(st.sampled_from(GROUPS), unique=True)
    one = st.one_of(st.tuples(place, text, groups), st.tuples(place), st.sampled_from(["north", "south"]))
    return st.lists(one, max_size=14)


@pytest.mark.points(3)
@given(steps=changes())
def test_only_the_present_counts(steps):
    """After any changes, an index answers as one to which only what is there now was ever added; so does its snapshot."""
    index, present = PrivateIndex(), {}
    for step in steps:
        if isinstance(step, str):
            expected = sum(tenant == step for tenant, _ in present)
            assert index.forget(step) == expected
            present = {place: kept for place, kept in present.items() if place[0] != step}
        elif len(step) == 1:
            assert index.delete(*step[0]) is (present.pop(step[0], None) is not None)
        else:
            index.put(*step[0], step[1], step[2])
            present[step[0]] = step[1:]
        for tenant in ("north", "south"):
            texts = [text for (owner, _), (text, groups) in present.items() if owner == tenant and groups]
            words = set(" ".join(texts).split())
            assert index.stats(tenant, GROUPS) == {"documents": len(texts), "words": len(words)}
    expected = answers(filled(present))
    assert answers(index) == expected
    assert answers(PrivateIndex(None, 5, index.snapshot())) == expected


def test_what_was_asked_before_changes_nothing():
    """After each change, put, delete or forget, the same questions are answered anew."""
    present = {
        ("north", "a"): ("pulse fever", ["nurses"]),
        ("north", "b"): ("pulse ward", ["nurses"]),
        ("north", "c"): ("stroke", ["nurses", "doctors"]),
        ("north", "d"): ("ward ward", ["doctors"]),
        ("south", "a"): ("fever", ["nurses"]),
    }
    index = filled(present)
    answers(index)
    for doc_id in "acb":
        assert index.delete("north", doc_id) is True
        del present["north", doc_id]
        assert answers(index) == answers(filled(present))
    index.put("south", "a", "stroke ward", ["doctors"])
    present["south", "a"] = ("stroke ward", ["doctors"])
    assert answers(index) == answers(filled(present))
    for tenant, doc_id in (("north", "d"), ("south", "a")):
        assert index.forget(tenant) == 1
        del present[tenant, doc_id]
        assert answers(index) == answers(filled(present))


def test_delete_says_whether_there_was_one():
    """`delete` returns True for what was there, else False; an id of another tenant is not there."""
    index = filled({("north", "a"): ("pulse", ["nurses"]), ("south", "b"): ("pulse", ["nurses"])})
    assert [index.delete("north", doc_id) for doc_id in ("b", "a", "a")] == [False, True, False]
    assert index.delete("east", "a") is False
    assert index.get("south", ["nurses"], "b") == "pulse"


def test_a_deleted_document_may_come_back():
    """An id that was deleted may be put again, with other words and groups."""
    index = filled({("north", "a"): ("pulse", ["nurses"])})
    index.delete("north", "a")
    index.put("north", "a", "fever", ["doctors"])
    assert index.search("north", GROUPS, "pulse fever", 5) == [("a", 1)]
    assert index.suggest("north", ["nurses"], "", 5) == []


def test_all_of_a_document_is_replaced():
    """A text with the same words as the one before, as often, for the same groups, replaces it as any other does."""
    index = filled({("north", "a"): ("night plan", ["nurses"])})
    for text in ("Plan: NIGHT!", "night plan", "night  plan"):
        index.put("north", "a", text, ["nurses"])
        assert index.get("north", ["nurses"], "a") == text
        assert PrivateIndex(snapshot=index.snapshot()).get("north", ["nurses"], "a") == text


@pytest.mark.parametrize(("before", "after"), [(1, 3), (3, 1), (2, 4)])
def test_words_count_as_often_as_they_are_now(before, after):
    """A word that is in the old text and in the new one counts as often as it is in the new one."""
    index = filled({("north", "a"): ("night " * before + "fever", ["nurses"])})
    index.put("north", "a", "night " * after + "ward", ["nurses"])
    for each in (index, PrivateIndex(snapshot=index.snapshot())):
        assert [tuple(pair) for pair in each.search("north", ["nurses"], "night", 5)] == [("a", after)]


@pytest.mark.parametrize("count", [1, 3])
def test_a_forgotten_tenant_comes_back_as_a_new_one(count):
    """A forgotten tenant that comes back, with as many documents and the same ids, gets none of the old answers."""
    index = PrivateIndex()
    for words in (("pulse", "ward"), ("fever", "stroke"), ("ward", "fever")):
        present = {("north", "abc"[n]): (" ".join(words[: n + 1]), ["nurses"]) for n in range(count)}
        for (tenant, doc_id), (text, groups) in present.items():
            index.put(tenant, doc_id, text, groups)
        assert answers(index) == answers(filled(present))
        assert index.forget("north") == count
    assert answers(index) == answers(PrivateIndex())


def test_forgetting_leaves_other_tenants_alone():
    """`forget` removes the documents of one tenant, whoever sees them, and counts them."""
    index = filled(
        {
            ("north", "a"): ("pulse", ["nurses"]),
            ("north", "b"): ("fever", []),
            ("northern", "a"): ("ward", ["nurses"]),
        }
    )
    assert index.forget("north") == 2
    assert index.forget("north") == 0
    assert index.forget("unheard-of") == 0
    assert index.stats("north", ["nurses"]) == {"documents": 0, "words": 0}
    assert index.get("northern", ["nurses"], "a") == "ward"


def test_forgetting_empties_the_cache_of_that_tenant():
    """A tenant that comes back is billed anew; others are not."""
    bill = []

    def rewrite(tenant, query):
        bill.append(tenant)
        return query

    index = PrivateIndex(rewrite)
    index.put("north", "a", "pulse", ["nurses"])
    for tenant in ("north", "south"):
        index.search(tenant, ["nurses"], "pulse", 5)
    index.forget("north")
    index.delete("south", "a")
    for tenant in ("north", "south"):
        assert index.search(tenant, ["nurses"], "pulse", 5) == []
    assert bill == ["north", "south", "north"]


def test_a_forgotten_cache_leaves_all_its_room():
    """A tenant that comes back has room for as many queries as a new one."""
    bill = []

    def rewrite(tenant, query):
        bill.append(query)
        return query

    index = PrivateIndex(rewrite, 2)
    for query in "ab":
        index.search("north", ["nurses"], query, 5)
    index.forget("north")
    for query in "cdcdecd":
        index.search("north", ["nurses"], query, 5)
    assert "".join(bill) == "abcdecd"


def test_forgetting_a_tenant_without_documents():
    """The cache of a tenant that has no documents, or has none left, is forgotten too."""
    bill = []

    def rewrite(tenant, query):
        bill.append(tenant)
        return query

    index = PrivateIndex(rewrite)
    index.put("south", "a", "pulse", ["nurses"])
    index.delete("south", "a")
    for tenant in ("north", "south"):
        index.search(tenant, ["nurses"], "pulse", 5)
        assert index.forget(tenant) == 0
        index.search(tenant, ["nurses"], "pulse", 5)
    assert bill == ["north", "north", "south", "south"]


def check_absent(index, gone):
    written = index.snapshot()
    assert isinstance(written, str)
    lowered = written.lower()
    assert [word for word in gone if word.lower() in lowered] == []


def test_a_deleted_document_is_not_in_the_snapshot():
    """No word, id or group of a deleted document is in the snapshot; what others have as well may be."""
    index = filled(
        {
            ("north", "keep-me"): ("Shared pulse", ["nurses"]),
            ("north", "xylophone-17"): ("shared Zanzibar quagga", ["okapis", "nurses"]),
        }
    )
    index.search("north", ["okapis"], "zanzibar", 3)
    index.suggest("north", ["okapis"], "qua", 3)
    index.snapshot()
    index.delete("north", "xylophone-17")
    index.search("north", ["okapis"], "zanzibar", 3)
    check_absent(index, ["xylophone", "zanzibar", "quagga", "okapi"])
    assert "keep-me" in index.snapshot()
    assert "pulse" in index.snapshot().lower()


def test_a_replaced_text_is_not_in_the_snapshot():
    """Neither the words nor the groups of what was replaced are in the snapshot."""
    index = filled({("north", "a"): ("Zanzibar pulse", ["okapis"])})
    assert "zanzibar" in index.snapshot().lower()
    index.put("north", "a", "fever", ["nurses"])
    check_absent(index, ["zanzibar", "pulse", "okapi"])


def test_a_forgotten_tenant_is_not_in_the_snapshot():
    """Nothing of a forgotten tenant is in the snapshot, nor of one whose last document was deleted."""
    index = filled({("zanzibar", "xylophone"): ("quagga", ["okapis"]), ("north", "a"): ("fever", ["nurses"])})
    index.put("ostrich", "b", "walrus", ["nurses"])
    assert "zanzibar" in index.snapshot().lower()
    index.forget("zanzibar")
    check_absent(index, ["zanzibar", "xylophone", "quagga", "okapi"])
    index.delete("ostrich", "b")
    assert index.delete("zanzibar", "xylophone") is False
    for tenant in ("zanzibar", "ostrich"):
        index.stats(tenant, ["okapis"])
        index.suggest(tenant, ["okapis"], "", 3)
    check_absent(index, ["zanzibar", "xylophone", "quagga", "okapi", "ostrich", "walrus"])


def test_queries_are_not_in_the_snapshot():
    """Neither queries nor their rewritings are in the snapshot, and the index made from it asks for its own."""
    bill = []

    def rewrite(tenant, query):
        bill.append(query)
        return "pulse quagga"

    index = PrivateIndex(rewrite)
    index.put("north", "a", "pulse", ["nurses"])
    index.search("north", ["nurses"], "zanzibar", 5)
    index.search("wombat", ["nurses"], "zanzibar", 5)
    check_absent(index, ["zanzibar", "quagga", "wombat"])
    again = PrivateIndex(rewrite, 10, index.snapshot())
    assert again.search("north", ["nurses"], "zanzibar", 5) == [("a", 1)]
    assert bill == ["zanzibar", "zanzibar", "zanzibar"]


def test_a_snapshot_holds_texts_as_they_are():
    """Texts, ids, groups and tenants of any characters survive a snapshot, those without words or groups too."""
    odd = {
        ('n\u00f6rd "1"', "a\n|b"): ('Blutdruck: 120/80, \u00dcbelkeit \u2013 "nein"\n\t\\', ["nurses, all", "x"]),
        ('n\u00f6rd "1"', ""): ("", ["nurses, all"]),
        ("", "a"): ("fever", [""]),
        ("north\u2029", "a\x85"): ("pulse\u2028ward\x85\x0b\x0c\x1c\x1e\r\x00", ["night\u2028shift"]),
    }
    again = PrivateIndex(snapshot=filled(odd).snapshot())
    for (tenant, doc_id), (text, groups) in odd.items():
        assert again.get(tenant, groups[:1], doc_id) == text
    assert again.stats('n\u00f6rd "1"', ["x"])["documents"] == 1
    assert again.delete("", "a") is True


def test_a_document_for_nobody_survives_a_snapshot():
    """A document without groups is in the snapshot: it may be deleted later."""
    again = PrivateIndex(snapshot=filled({("north", "a"): ("pulse", [])}).snapshot())
    assert again.delete("north", "a") is True


def test_an_index_from_a_snapshot_shares_nothing():
    """Changes after the snapshot show in the index that was changed, and in no other."""
    index = filled({("north", "a"): ("pulse", ["nurses"])})
    again = PrivateIndex(snapshot=index.snapshot())
    again.put("north", "b", "pulse", ["nurses"])
    index.delete("north", "a")
    assert index.stats("north", ["nurses"]) == {"documents": 0, "words": 0}
    assert [doc_id for doc_id, _ in again.search("north", ["nurses"], "pulse", 5)] == ["a", "b"]


def test_a_snapshot_of_nothing():
    """An empty index has a snapshot as well."""
    assert PrivateIndex(snapshot=PrivateIndex().snapshot()).stats("north", GROUPS) == {"documents": 0, "words": 0}
