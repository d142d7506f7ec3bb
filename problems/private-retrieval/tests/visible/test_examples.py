"""The worked examples of the brief."""

import pytest
from solution import PrivateIndex


@pytest.fixture
def index():
    index = PrivateIndex()
    index.put("north", "d1", "Stroke unit: night plan", ["doctors", "nurses"])
    index.put("north", "d2", "Night, night, and night again", ["nurses"])
    index.put("north", "d3", "Salary of the stroke team", ["board"])
    index.put("south", "d1", "Strokes and strikes", ["nurses"])
    return index


def test_example_1_search(index):
    assert index.search("north", ["nurses"], "night stroke?", 5) == [("d1", 3), ("d2", 3)]
    assert index.search("north", ["doctors"], "night stroke?", 5) == [("d1", 2)]


def test_example_2_suggest_get_stats(index):
    assert index.suggest("north", ["nurses"], "St", 3) == ["stroke"]
    for doc_id in ("d3", "d4"):
        with pytest.raises(KeyError) as caught:
            index.get("north", ["nurses"], doc_id)
        assert caught.value.args == (doc_id,)
    assert index.stats("north", ["doctors"]) == {"documents": 1, "words": 4}


def test_example_3_deletion(index):
    assert index.delete("north", "d2") is True
    assert index.search("north", ["nurses"], "night stroke?", 5) == [("d1", 2)]
    assert "again" not in index.snapshot().lower()
    assert "d2" not in index.snapshot()


def test_example_4_rewriting():
    bill = []

    def rewrite(tenant, query):
        bill.append((tenant, query))
        return "stroke"

    index = PrivateIndex(rewrite)
    index.put("north", "d1", "Stroke unit", ["nurses"])
    for _ in range(2):
        assert index.search("north", ["nurses"], "apoplexy", 5) == [("d1", 1)]
    assert index.search("south", ["nurses"], "apoplexy", 5) == []
    assert bill == [("north", "apoplexy"), ("south", "apoplexy")]
