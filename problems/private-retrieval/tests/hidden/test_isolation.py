"""Who sees what; and that what a caller does not see changes none of the caller's answers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from solution import PrivateIndex

WORDS = ["pulse", "fever", "stroke", "ward", "night", "nightly", "plan"]
GROUPS = ["doctors", "nurses", "board"]
TEXTS = st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join)


@st.composite
def documents(draw):
    """Draw (tenant, id, text, groups), each tenant and id once."""
    places = st.tuples(st.sampled_from(["north", "south"]), st.sampled_from("abcdef"))
    some = st.lists(st.sampled_from(GROUPS), unique=True, max_size=3)
    return [(*place, draw(TEXTS), draw(some)) for place in draw(st.lists(places, unique=True, max_size=10))]


def filled(several):
    index = PrivateIndex()
    for tenant, doc_id, text, groups in several:
        index.put(tenant, doc_id, text, groups)
    return index


def visible(several, tenant, groups):
    return [each for each in several if each[0] == tenant and any(group in each[3] for group in groups)]


def answers(index, tenant, groups):
    """Ask all that can be asked, and return all that was answered, errors included."""
    texts = {}
    for doc_id in "abcdefg":
        try:
            texts[doc_id] = index.get(tenant, groups, doc_id)
        except KeyError as error:
            texts[doc_id] = ("KeyError", error.args)
    searches = [[tuple(pair) for pair in index.search(tenant, groups, query, k)] for query in WORDS for k in (1, 3, 20)]
    searches.append([tuple(pair) for pair in index.search(tenant, groups, " ".join(WORDS), 2)])
    suggestions = [index.suggest(tenant, groups, prefix, k) for prefix in ("", "n", "fev") for k in (1, 20)]
    return searches, suggestions, texts, index.stats(tenant, groups)


CALLERS = [
    ("north", ["nurses"]),
    ("north", ["board", "doctors"]),
    ("south", ["nurses", "unheard-of"]),
    ("east", GROUPS),
    ("north", []),
]


@pytest.mark.points(4)
@given(several=documents(), caller=st.sampled_from(CALLERS))
def test_answers_depend_on_what_the_caller_sees_alone(several, caller):
    """Every answer, score and error is that of an index with nothing but the documents that the caller sees."""
    assert answers(filled(several), *caller) == answers(filled(visible(several, *caller)), *caller)


def test_one_common_group_is_enough():
    """A document is seen by callers with any of its groups."""
    index = filled([("north", "a", "pulse", ["doctors", "nurses"]), ("north", "b", "pulse", ["board"])])
    for groups, ids in ((["nurses"], "a"), (["board", "doctors"], "ab"), (["board"], "b"), (["porters"], ""), ([], "")):
        assert [doc_id for doc_id, _ in index.search("north", groups, "pulse", 5)] == list(ids)


def test_a_document_counts_once():
    """A document counts once for a caller who has several of its groups, or names a group twice."""
    index = filled(
        [
            ("north", "a", "pulse zoster", ["doctors", "nurses", "nurses"]),
            ("north", "b", "fever", ["board"]),
            ("north", "c", "fever", ["board"]),
            ("north", "d", "ward", ["nurses"]),
        ]
    )
    for groups in (["nurses", "doctors", "board"], ["board", "nurses", "nurses", "doctors", "board"]):
        assert [tuple(pair) for pair in index.search("north", groups, "pulse", 9)] == [("a", 3)]
        found = [tuple(pair) for pair in index.search("north", groups, "fever ward", 9)]
        assert found == [("d", 3), ("b", 2), ("c", 2)]
        assert index.suggest("north", groups, "", 9) == ["fever", "pulse", "ward", "zoster"]
        assert index.stats("north", groups) == {"documents": 4, "words": 4}
    assert index.delete("north", "a") is True
    assert [doc_id for doc_id, _ in index.search("north", ["nurses", "doctors"], "pulse ward", 9)] == ["d"]


def test_documents_without_groups_are_for_nobody():
    """No groups means nobody, and not everybody; and callers without groups see nothing."""
    index = filled([("north", "a", "pulse", []), ("north", "b", "fever", ["nurses"])])
    for groups in ([], ["nurses"], GROUPS, [""]):
        assert index.search("north", groups, "pulse", 5) == []
        assert "pulse" not in index.suggest("north", groups, "", 5)
        with pytest.raises(KeyError):
            index.get("north", groups, "a")
    assert index.stats("north", []) == {"documents": 0, "words": 0}


def test_group_names_are_compared_whole():
    """A group is a whole name: neither a part of one nor another case of it counts."""
    index = filled([("north", "a", "pulse", ["nurses"])])
    for groups in (["nurse"], ["Nurses"], ["nurses "], ["nurses,board"], list("nurses")):
        assert index.search("north", groups, "pulse", 5) == []


def test_tenants_may_use_the_same_ids_and_groups():
    """The same id and group under two tenants are two documents, each of its tenant only."""
    index = filled([("north", "a", "pulse", ["nurses"]), ("south", "a", "fever", ["nurses"])])
    assert index.get("north", ["nurses"], "a") == "pulse"
    assert index.get("south", ["nurses"], "a") == "fever"
    assert index.search("north", ["nurses"], "fever pulse", 5) == [("a", 1)]
    assert index.search("south", ["nurses"], "pulse", 5) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("a", "b/c"), ("a/b", "c")),
        (("a", "b:c"), ("a:b", "c")),
        (("a", "bc"), ("ab", "c")),
        (("a", "b\x00c"), ("a\x00b", "c")),
    ],
)
def test_names_that_run_together(one, other):
    """Tenant and id do not run together, whatever characters they are made of, in an index or its snapshot."""
    index = filled([(*one, "pulse", ["nurses"]), (*other, "fever", ["nurses"])])
    for each in (index, PrivateIndex(snapshot=index.snapshot())):
        assert each.get(one[0], ["nurses"], one[1]) == "pulse"
        assert each.get(other[0], ["nurses"], other[1]) == "fever"
        assert each.delete(*one) is True
        assert each.get(other[0], ["nurses"], other[1]) == "fever"


def test_rights_decide_before_ranking():
    """Better documents that the caller does not see take no place among the k, however many they are."""
    hidden = [("north", f"hidden {number}", "stroke " * 4, ["board"]) for number in range(600)]
    foreign = [("south", f"foreign {number}", "stroke " * 4, ["nurses"]) for number in range(30)]
    index = filled([*hidden, ("north", "mine", "a stroke", ["nurses"]), *foreign])
    assert index.search("north", ["nurses"], "stroke", 1) == [("mine", 1)]


def test_statistics_are_those_of_the_visible():
    """Weights count visible documents only: those of others make a word neither rare nor common."""
    mine = [("north", f"m{number}", "ward" + " fever" * (number == 0), ["nurses"]) for number in range(8)]
    others = [("north", f"o{number}", "fever", ["board"]) for number in range(50)]
    others += [("south", f"o{number}", "night", ["nurses"]) for number in range(50)]
    index = filled(mine + others)
    assert index.search("north", ["nurses"], "fever", 5) == [("m0", 4)]
    assert index.suggest("north", ["nurses"], "", 9) == ["ward", "fever"]
    assert index.stats("north", ["nurses"]) == {"documents": 8, "words": 2}


def test_what_may_not_be_seen_is_as_if_it_were_not():
    """`get` raises the same error for a document of others as for one that does not exist."""
    index = filled([("north", "a", "pulse", ["board"]), ("south", "b", "pulse", ["nurses"])])
    for doc_id in ("a", "b", "c"):
        with pytest.raises(KeyError) as caught:
            index.get("north", ["nurses"], doc_id)
        assert caught.value.args == (doc_id,)


def test_changed_groups_count_at_once():
    """A document that is put again for other groups is seen by these and by nobody else."""
    index = filled([("north", "a", "pulse", ["nurses"])])
    assert index.search("north", ["nurses"], "pulse", 5) == [("a", 1)]
    index.put("north", "a", "pulse", ["board"])
    assert index.search("north", ["nurses"], "pulse", 5) == []
    assert index.suggest("north", ["nurses"], "", 5) == []
    assert index.search("north", ["board"], "pulse", 5) == [("a", 1)]


def test_a_group_named_twice_goes_at_once():
    """A document whose groups name one twice is gone for it when it is put again without it, or deleted."""
    index = filled([("north", "a", "pulse", ["nurses", "nurses"]), ("north", "b", "pulse", ["nurses", "nurses"])])
    index.put("north", "a", "pulse", ["board", "board"])
    assert index.delete("north", "b") is True
    index.put("north", "b", "pulse", ["board"])
    assert index.search("north", ["nurses"], "pulse", 5) == []
    assert index.stats("north", ["nurses"]) == {"documents": 0, "words": 0}
    assert [doc_id for doc_id, _ in index.search("north", ["board"], "pulse", 5)] == ["a", "b"]


@pytest.mark.parametrize("how", ["delete", "put"])
def test_groups_that_come_and_go(how):
    """Where a group has gone with its only document and others come, each group sees its own documents only."""
    for gone in "abc":
        owners = {"a": "doctors", "b": "nurses", "c": "board"}
        index = filled([("north", doc_id, "pulse", [group]) for doc_id, group in owners.items()])
        del owners[gone]
        if how == "delete":
            assert index.delete("north", gone) is True
        else:
            owners[gone] = "cooks"
            index.put("north", gone, "pulse", ["cooks"])
        owners |= {"d": "porters", "e": "midwives"}
        for doc_id in "de":
            index.put("north", doc_id, "pulse", [owners[doc_id]])
        for group in ("doctors", "nurses", "board", "cooks", "porters", "midwives"):
            found = [doc_id for doc_id, _ in index.search("north", [group], "pulse", 9)]
            assert found == [doc_id for doc_id, owner in owners.items() if owner == group]


def test_callers_do_not_get_the_answers_of_others():
    """The same question by callers of other groups or tenants, one after the other, has an answer for each."""
    index = filled(
        [("north", "a", "pulse", ["board"]), ("north", "b", "pulse", ["nurses"]), ("south", "c", "pulse", ["board"])]
    )
    for _ in range(2):
        for tenant, groups, found in (
            ("north", ["board"], "a"),
            ("north", ["nurses"], "b"),
            ("south", ["board"], "c"),
            ("south", ["nurses"], ""),
        ):
            assert [doc_id for doc_id, _ in index.search(tenant, groups, "pulse", 5)] == list(found)
            assert index.stats(tenant, groups)["documents"] == len(found)


def test_indexes_share_nothing():
    """Another index knows nothing of the first."""
    filled([("north", "a", "pulse", ["nurses"])])
    assert PrivateIndex().search("north", ["nurses"], "pulse", 5) == []
    assert PrivateIndex().stats("north", ["nurses"]) == {"documents": 0, "words": 0}
