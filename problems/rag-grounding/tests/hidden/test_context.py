"""The context: what is taken, counted on a map of the characters that are covered."""

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st
from solution import assemble

TEXT = {
    "rules": "No noise after ten.  Bins go out\non Monday,\n\nnever before.",
    "lease": "Rent: 900 euros a month. Deposit: 1800 euros.",
}


def spans_of(text, covered):
    """The runs of covered characters, where whitespace between two of them is covered as well."""
    places = sorted(covered)
    for one, other in zip(places, places[1:], strict=False):
        if not text[one + 1 : other].strip():
            covered = covered | set(range(one, other))
    runs, start = [], None
    for place in range(len(text) + 1):
        if place in covered and start is None:
            start = place
        if place not in covered and start is not None:
            runs.append((start, place))
            start = None
    return runs


def expected_of(documents, passages, most):
    """Take passages one by one, on sets of characters."""
    order = sorted(range(len(passages)), key=lambda number: (-passages[number][3], number))
    covered = {}
    for number in order:
        name, start, end, _ = passages[number]
        trial = {**covered, name: covered.get(name, set()) | set(range(start, end))}
        tokens = 0
        for each, places in trial.items():
            tokens += sum(len(documents[each][a:b].split()) for a, b in spans_of(documents[each], places))
        if tokens <= most:
            covered = trial
    return [(name, a, b) for name, places in covered.items() for a, b in spans_of(documents[name], places)]


def run(documents, passages, most):
    found = assemble(documents, passages, most)
    assert set(found) == {"sources", "text"}
    sources = [tuple(each) for each in found["sources"]]
    shown = [f"[{number}] {documents[name][start:end]}" for number, (name, start, end) in enumerate(sources, start=1)]
    assert found["text"] == "\n\n".join(shown)
    return sources


@st.composite
def found_passages(draw):
    name = draw(st.sampled_from(sorted(TEXT)))
    start = draw(st.integers(0, len(TEXT[name]) - 1))
    end = draw(st.integers(start + 1, min(len(TEXT[name]), start + 25)))
    return name, start, end, draw(st.sampled_from([0.1, 0.5, 0.5, 2.0, -1.0]))


@pytest.mark.points(4)
@given(passages=st.lists(found_passages(), max_size=7), most=st.integers(0, 18))
def test_any_passages(passages, most):
    """Passages are taken by their score while they fit, shared text counts once, and sources are numbered in order."""
    assert run(TEXT, passages, most) == expected_of(TEXT, passages, most)


def test_a_long_passage_does_not_end_it():
    """A passage that does not fit is left out, and shorter ones after it are taken."""
    documents = {"a": "one two three four five six", "b": "seven eight"}
    assert run(documents, [("a", 0, 27, 3.0), ("b", 0, 11, 2.0), ("a", 0, 3, 1.0)], 3) == [("b", 0, 11), ("a", 0, 3)]


def test_a_budget_that_is_just_enough():
    """Exactly as many tokens as allowed are allowed."""
    documents = {"a": "one two three", "b": "four"}
    passages = [("a", 0, 13, 2.0), ("b", 0, 4, 1.0)]
    assert run(documents, passages, 4) == [("a", 0, 13), ("b", 0, 4)]
    assert run(documents, passages, 3) == [("a", 0, 13)]
    assert run(documents, passages, 2) == [("b", 0, 4)]
    assert run(documents, passages, 0) == []
    assert run({"a": "one two three"}, [("a", 0, 6, 2.0), ("a", 4, 7, 1.0)], 2) == [("a", 0, 7)]


def test_parts_of_tokens():
    """Half a token counts as one in each source, so that joining two sources may cost less than nothing."""
    documents = {"a": "abcdef ghi"}
    halves = [("a", 0, 2, 9.0), ("a", 4, 6, 8.0)]
    assert run(documents, halves, 1) == [("a", 0, 2)]
    assert run(documents, halves, 2) == [("a", 0, 2), ("a", 4, 6)]
    assert run(documents, [*halves, ("a", 2, 4, 7.0), ("a", 7, 10, 6.0)], 2) == [("a", 0, 10)]


def test_passages_of_whitespace():
    """A passage of whitespace alone costs nothing, and is taken like any."""
    documents = {"a": "one  two"}
    assert run(documents, [("a", 3, 5, 1.0)], 0) == [("a", 3, 5)]
    assert run(documents, [("a", 3, 5, 1.0), ("a", 0, 3, 2.0)], 1) == [("a", 0, 5)]
    assert run(documents, [("a", 4, 5, 2.0), ("a", 0, 3, 1.0)], 9) == [("a", 0, 5)]


def test_what_is_shared_counts_once():
    """Of a passage that overlaps what was taken, only the rest costs tokens; one that is inside costs none."""
    documents = {"a": "one two three four five"}
    passages = [("a", 0, 18, 9.0), ("a", 8, 23, 8.0), ("a", 4, 13, 7.0)]
    assert run(documents, passages, 5) == [("a", 0, 23)]
    assert run(documents, passages, 4) == [("a", 0, 18)]


def test_what_is_one_source():
    """Spans that overlap, touch, or have only whitespace between them are one source; a token between keeps them apart."""
    documents = {"a": "one two \n\n three, four"}
    assert run(documents, [("a", 0, 3, 1.0), ("a", 4, 7, 2.0)], 9) == [("a", 0, 7)]
    assert run(documents, [("a", 0, 5, 1.0), ("a", 5, 7, 2.0)], 9) == [("a", 0, 7)]
    assert run(documents, [("a", 4, 7, 1.0), ("a", 11, 16, 2.0)], 9) == [("a", 4, 16)]
    assert run(documents, [("a", 0, 3, 1.0), ("a", 11, 16, 2.0)], 9) == [("a", 0, 3), ("a", 11, 16)]
    assert run(documents, [("a", 11, 16, 1.0), ("a", 18, 22, 2.0)], 9) == [("a", 11, 16), ("a", 18, 22)]
    assert run(documents, [("a", 0, 22, 1.0), ("a", 4, 7, 2.0), ("a", 8, 9, 0.0)], 9) == [("a", 0, 22)]
    assert run(documents, [("a", 0, 7, 3.0), ("a", 4, 6, 2.0), ("a", 11, 16, 1.0)], 9) == [("a", 0, 16)]


def test_a_later_passage_joins_two():
    """A passage may make one source of two, in whatever order they were taken."""
    documents = {"a": "one two three four five"}
    assert run(documents, [("a", 0, 3, 9.0), ("a", 14, 18, 8.0), ("a", 2, 15, 1.0)], 9) == [("a", 0, 18)]
    assert run(documents, [("a", 14, 18, 9.0), ("a", 0, 3, 8.0), ("a", 2, 13, 1.0)], 9) == [("a", 0, 18)]


def test_the_order_of_sources():
    """Documents come in the order in which they were first taken from, and the sources of one by their place."""
    documents = {"a": "one two three", "b": "four five six"}
    passages = [("a", 0, 3, 0.2), ("b", 10, 13, 0.9), ("a", 8, 13, 0.8), ("b", 0, 4, 0.1)]
    assert run(documents, passages, 9) == [("b", 0, 4), ("b", 10, 13), ("a", 0, 3), ("a", 8, 13)]
    assert run(documents, [("a", 0, 13, 0.9), ("b", 0, 4, 0.5), ("a", 0, 3, 0.1)], 2) == [("b", 0, 4), ("a", 0, 3)]


def test_equal_scores():
    """Of equal scores the passage further ahead in the list is looked at first."""
    documents = {"a": "one two three", "b": "four five six"}
    assert run(documents, [("b", 0, 9, 1), ("a", 0, 7, 1.0)], 3) == [("b", 0, 9)]
    assert run(documents, [("a", 0, 7, 1.0), ("b", 0, 9, 1)], 3) == [("a", 0, 7)]


def test_texts_stay_as_they_are():
    """The context has each source's text with its whitespace, numbered from 1."""
    documents = {"a": "one\n two", "b": " three "}
    found = assemble(documents, [("a", 0, 8, 2.0), ("b", 0, 7, 1.0)], 9)
    assert found["text"] == "[1] one\n two\n\n[2]  three "
    assert run(documents, [], 9) == []


def test_passages_that_are_none():
    """An unknown document, and a span that is empty or not within its text, raise ValueError, wherever they stand."""
    good = ("a", 0, 3, 9.0)
    for bad in (
        ("b", 0, 1, 0.0),
        ("a", 0, 8, 0.0),
        ("a", -1, 2, 0.0),
        ("a", 2, 2, 0.0),
        ("a", 3, 2, 0.0),
        ("a", 7, 8, 0.0),
    ):
        for most in (0, 99):
            with pytest.raises(ValueError):
                assemble({"a": "one two"}, [good, bad], most)


def test_arguments_stay_as_they_are(inout):
    """Neither the documents nor the passages are changed."""
    passages = [("lease", 0, 9, 0.1), ("rules", 0, 8, 0.9), ("lease", 4, 20, 0.5)]
    before = copy.deepcopy(passages)
    assemble(TEXT, inout(passages), 20)
    assert passages == before
