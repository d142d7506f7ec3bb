"""`where`: which items are found, and that a filter costs no results."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from solution import VectorIndex

VALUES = {"lang": ["de", "en", "fr"], "year": [2023, 2024], "source": ["web", None]}


@st.composite
def metadata(draw):
    """Draw a flat dictionary in which any of the fields may be missing."""
    return {field: draw(st.sampled_from(values)) for field, values in VALUES.items() if draw(st.integers(0, 3))}


@st.composite
def filters(draw):
    fields = draw(st.lists(st.sampled_from([*VALUES, "unheard-of"]), unique=True, max_size=3))
    known = {**VALUES, "unheard-of": ["de", None]}
    return {
        field: draw(st.sampled_from(known[field]) | st.lists(st.sampled_from(known[field]), unique=True, max_size=3))
        for field in fields
    }


def matches(data, where):
    """The definition, field by field."""
    for field, wanted in where.items():
        if field not in data or data[field] not in (wanted if isinstance(wanted, list) else [wanted]):
            return False
    return True


def ids(found):
    return [item_id for item_id, _ in found]


@pytest.mark.points(2)
@given(items=st.lists(metadata(), max_size=15), where=filters(), k=st.integers(1, 16))
def test_only_what_matches_and_as_many_as_asked_for(items, where, k):
    """`search` with `where` returns the best k of those items that match in every field."""
    index = VectorIndex(2)
    angles = np.linspace(0.1, 3.0, len(items))
    names = [f"v{number}" for number in range(len(items))]
    index.add(names, np.stack([np.cos(angles), np.sin(angles)], axis=1), items)
    expected = [name for name, data in zip(names, items, strict=True) if matches(data, where)]
    assert ids(index.search([1.0, 0.0], k, where=where)) == expected[:k]


def test_the_few_that_match_are_found_behind_the_many_that_do_not():
    """The filter comes before the cut at k: what matches is found, however many better ones do not match."""
    rng = np.random.default_rng(30)
    near = rng.standard_normal((2000, 4)) * 0.05 + np.array([1.0, 0.0, 0.0, 0.0])
    index = VectorIndex(4)
    index.add([f"near {number}" for number in range(2000)], near, [{"tenant": "big"}] * 2000)
    index.add(["x", "y"], [[-1.0, 0.0, 0.0, 1.0], [-1.0, 0.0, 0.0, 0.0]], [{"tenant": "small"}] * 2)
    assert ids(index.search([1.0, 0.0, 0.0, 0.0], 2, where={"tenant": "small"})) == ["x", "y"]


def test_a_missing_field_does_not_match_none():
    """An item without the field matches no value, None neither."""
    index = VectorIndex(1)
    index.add(["none", "missing", "other"], [[1.0]] * 3, [{"lang": None}, {}, {"lang": "de"}])
    assert ids(index.search([1.0], 3, where={"lang": None})) == ["none"]
    assert ids(index.search([1.0], 3, where={"lang": [None, "de"]})) == ["none", "other"]


def test_zero_and_empty_text_are_values():
    """0 and "" are values like others, on both sides."""
    index = VectorIndex(1)
    index.add(["zero", "one", "empty"], [[1.0]] * 3, [{"level": 0}, {"level": 1}, {"level": ""}])
    assert ids(index.search([1.0], 3, where={"level": 0})) == ["zero"]
    assert ids(index.search([1.0], 3, where={"level": ""})) == ["empty"]


def test_a_text_is_not_what_it_says():
    """Values are compared by ==: 7 is 7.0 and not "7", and None is not "None"."""
    index = VectorIndex(1)
    values = {"whole": 7, "float": 7.0, "text": "7", "none": None, "text of none": "None"}
    index.add(list(values), [[1.0]] * 5, [{"level": value} for value in values.values()])
    for wanted in (7, 7.0, "7", "7.0", None, "None", ["7", None], [7.0, "None"]):
        expected = [name for name, value in values.items() if matches({"level": value}, {"level": wanted})]
        assert ids(index.search([1.0], 9, where={"level": wanted})) == expected


def test_long_numbers_are_compared_in_full():
    """Numbers equal or not as `==` says, also whole ones with more digits than a float holds."""
    index = VectorIndex(1)
    values = {"whole": 10**17, "one more": 10**17 + 1, "float": 1e17}
    index.add(list(values), [[1.0]] * 3, [{"client": value} for value in values.values()])
    for wanted in (10**17, 10**17 + 1, 1e17, [10**17 + 1, 5]):
        expected = [name for name, value in values.items() if matches({"client": value}, {"client": wanted})]
        assert ids(index.search([1.0], 9, where={"client": wanted})) == expected


@pytest.mark.parametrize("where", [None, {}])
def test_no_filter(where):
    """`where=None` and an empty filter match everything, items without metadata too."""
    index = VectorIndex(1)
    index.add(["a"], [[1.0]])
    index.add(["b"], [[1.0]], [{"lang": "de"}])
    assert ids(index.search([1.0], 3, where=where)) == ["a", "b"]


def test_a_list_is_any_of_and_an_empty_one_matches_nothing():
    """A list means one of its values; an empty list matches no item."""
    index = VectorIndex(1)
    index.add(["a", "b", "c"], [[1.0]] * 3, [{"lang": "de"}, {"lang": "en"}, {"lang": "fr"}])
    assert ids(index.search([1.0], 3, where={"lang": ["fr", "de"]})) == ["a", "c"]
    assert index.search([1.0], 3, where={"lang": []}) == []


def test_fields_must_all_match():
    """An item must match every field of the filter."""
    index = VectorIndex(1)
    data = [{"lang": "de", "year": 2024}, {"lang": "de", "year": 2023}, {"lang": "en", "year": 2024}]
    index.add(["a", "b", "c"], [[1.0]] * 3, data)
    assert ids(index.search([1.0], 3, where={"lang": "de", "year": 2024})) == ["a"]


@given(changes=st.lists(st.tuples(st.integers(0, 3), metadata() | st.none()), min_size=3, max_size=12), where=filters())
def test_the_same_filter_after_each_change(changes, where):
    """A filter finds what matches now, whatever it found before items went, came, or came back with other metadata."""
    index, model = VectorIndex(1), {}
    for number, data in changes:
        name = f"v{number}"
        if name in model:
            index.remove([name])
            del model[name]
        if data is not None:
            index.add([name], [[1.0]], [data])
            model[name] = data
        expected = [name for name, each in model.items() if matches(each, where)]
        assert ids(index.search([1.0], 9, where=where)) == expected


def test_removals_leave_vectors_and_metadata_together():
    """After removals each item still has its own metadata."""
    index = VectorIndex(2)
    names = [f"v{number}" for number in range(10)]
    angles = np.linspace(0.1, 3.0, 10)
    vectors = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    index.add(names, vectors, [{"parity": number % 2, "number": number} for number in range(10)])
    index.remove(["v0", "v3", "v8"])
    assert ids(index.search([1.0, 0.0], 9, where={"parity": 1})) == ["v1", "v5", "v7", "v9"]
    assert ids(index.search([1.0, 0.0], 9, where={"number": [9, 8, 4]})) == ["v4", "v9"]


def test_thousands_of_removals_leave_vectors_and_metadata_together():
    """However many are removed, from wherever, each item that is left is found by its own metadata and its own vector."""
    index = VectorIndex(2)
    angles = np.linspace(0.0, 3.0, 3000)
    vectors = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    names = [f"v{number}" for number in range(3000)]
    index.add(names, vectors, [{"number": number} for number in range(3000)])
    order = np.random.default_rng(5).permutation(3000).tolist()
    for gone in (names[:1200], [names[place] for place in order if place >= 1200][:1500]):
        for begin in range(0, len(gone), 100):
            index.remove(gone[begin : begin + 100])
        left = [name for name in names if name not in gone]
        names = left
        assert index.ids() == left
        for name in left[:: len(left) // 8]:
            number = int(name[1:])
            [(found, score)] = index.search(vectors[number], 3, where={"number": [number, -1]})
            assert found == name
            assert score == pytest.approx(1.0, abs=1e-5)


@pytest.mark.parametrize("given", [None, [{}], [{"year": 2024}], [{"lang": "de"}]], ids=str)
def test_an_id_that_comes_back_has_nothing_of_its_old_metadata(given):
    """An id that was removed and added again has the metadata that it was added with, none if there were none."""
    index = VectorIndex(1)
    index.add(["a", "b"], [[1.0], [1.0]], [{"lang": "en", "year": 2023}, {"lang": "en"}])
    index.remove(["a"])
    index.add(["a"], [[1.0]], given)
    for where in ({"lang": "en"}, {"year": 2023}, {"year": 2024}, {"lang": "de"}):
        expected = ["b"] * (where == {"lang": "en"}) + ["a"] * matches((given or [{}])[0], where)
        assert ids(index.search([1.0], 5, where=where)) == expected


def test_scores_are_those_of_the_search_without_a_filter():
    """A filter leaves out items and changes no score."""
    rng = np.random.default_rng(31)
    index = VectorIndex(5)
    index.add([f"v{n}" for n in range(50)], rng.standard_normal((50, 5)), [{"third": n % 3} for n in range(50)])
    query = rng.standard_normal(5)
    everything = dict(index.search(query, 50))
    found = index.search(query, 50, where={"third": 1})
    assert {name for name, _ in found} == {f"v{n}" for n in range(50) if n % 3 == 1}
    for name, score in found:
        assert score == pytest.approx(everything[name], abs=1e-5)
