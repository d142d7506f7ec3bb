"""Chunks of texts whose sentences have known lengths; what fits is tried out number by number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from solution import chunk


def text_of(lengths):
    """A text whose n-th sentence has so many tokens, and where each token begins and ends."""
    text, places = "", []
    for number, length in enumerate(lengths):
        for place in range(length):
            token = f"w{number}" if place < length - 1 else f"w{number}."
            text += " " * (1 + (number + place) % 2) if text else ""
            places.append((len(text), len(text) + len(token)))
            text += token
    return text, places


def pieces_of(lengths, most):
    """The sizes of the pieces."""
    sizes = []
    for length in lengths:
        while length > most:
            sizes.append(most)
            length -= most
        sizes.append(length)
    return sizes


def expected_of(sizes, most, overlap):
    """The chunks as (first piece, piece behind the last)."""
    chunks, fresh = [], 0
    while fresh < len(sizes):
        options = [
            begin
            for begin in range(fresh + 1)
            if (begin == fresh or chunks)
            and sum(sizes[begin:fresh]) <= overlap
            and sum(sizes[begin : fresh + 1]) <= most
        ]
        begin = min(options)
        behind = max(end for end in range(fresh + 1, len(sizes) + 1) if sum(sizes[begin:end]) <= most)
        chunks.append((begin, behind))
        fresh = behind
    return chunks


def spans(text, *settings, **named):
    return [tuple(span) for span in chunk(text, *settings, **named)]


def check(lengths, most, overlap):
    text, places = text_of(lengths)
    sizes = pieces_of(lengths, most)
    starts = [sum(sizes[:number]) for number in range(len(sizes) + 1)]
    expected = [(places[starts[a]][0], places[starts[b] - 1][1]) for a, b in expected_of(sizes, most, overlap)]
    assert spans(text, most, overlap) == expected


@pytest.mark.points(3)
@given(lengths=st.lists(st.integers(1, 7), max_size=10), most=st.integers(1, 12))
def test_without_overlap(lengths, most):
    """Chunks take as many whole sentences as fit, and long sentences are cut, for any lengths and budget."""
    check(lengths, most, 0)


@pytest.mark.points(4)
@given(lengths=st.lists(st.integers(1, 7), max_size=10), most=st.integers(2, 14), data=st.data())
def test_with_overlap(lengths, most, data):
    """Chunks repeat as many whole pieces as the overlap allows and the new piece leaves room for."""
    check(lengths, most, data.draw(st.integers(1, most - 1)))


def test_overlap_gives_way_to_what_is_new():
    """Where the new piece needs the room, less is repeated, down to nothing."""
    check([2, 2, 2, 7, 1, 1], 8, 7)
    check([3, 3, 6, 3], 6, 5)
    check([1, 1, 1, 1, 9, 1], 9, 8)
    check([5, 1, 1, 7, 2], 8, 2)
    check([1, 1, 1, 1, 6, 1], 8, 4)


def test_what_was_repeated_is_repeated_again():
    """A piece is repeated in as many chunks as the overlap allows, also where it was not new in the chunk before."""
    check([3, 2, 1, 1, 3], 6, 4)
    check([1] * 9, 5, 4)
    check([2] * 8, 9, 6)


def test_overlap_is_whole_pieces():
    """No part of a piece is repeated."""
    text = "one two three four. five six. seven eight nine. ten."
    assert [text[a:b] for a, b in spans(text, 6, 3)] == [
        "one two three four. five six.",
        "five six. seven eight nine. ten.",
    ]
    assert [text[a:b] for a, b in spans(text, 6, 1)] == ["one two three four. five six.", "seven eight nine. ten."]


def test_pieces_of_long_sentences_are_repeated_too():
    """The parts of a long sentence are pieces like others."""
    text = "a b c d e f g. h i. j k l m n."
    assert [text[x:y] for x, y in spans(text, 4, 3)] == ["a b c d", "e f g.", "h i.", "j k l m", "n."]
    assert [text[x:y] for x, y in spans(text, 5, 4)] == ["a b c d e", "f g. h i.", "j k l m n."]


def test_a_sentence_that_just_fits():
    """A sentence of exactly as many tokens as allowed is one piece."""
    text = "a b c. d e f. g h i j. k."
    assert [text[x:y] for x, y in spans(text, 3)] == ["a b c.", "d e f.", "g h i", "j. k."]


def test_the_text_between_stays():
    """A chunk is a cut of the text, with its whitespace and headings as they are."""
    text = " Rules \n\n  No  pets. \tNo\nnoise!\n\n\nEnd "
    assert [text[x:y] for x, y in spans(text, 3)] == ["Rules \n\n  No  pets.", "No\nnoise!\n\n\nEnd"]
    assert [text[x:y] for x, y in spans(text, 99)] == ["Rules \n\n  No  pets. \tNo\nnoise!\n\n\nEnd"]


def test_one_token_at_a_time():
    """With a budget of one, every token is a chunk."""
    assert spans("a b. c", 1) == [(0, 1), (2, 4), (5, 6)]


def test_no_overlap_unless_asked():
    """Without an overlap nothing is repeated."""
    assert spans("a. b. c. d.", 3) == spans("a. b. c. d.", 3, 0) == [(0, 8), (9, 11)]


def test_nothing():
    """A text without tokens has no chunks."""
    assert spans("", 5) == []
    assert spans(" \n\n ", 5, 2) == []


def test_a_long_text():
    """Some thousand tokens are no matter."""
    check([1 + number % 9 for number in range(250)], 40, 15)
    assert spans("a. " * 2000, 1) == [(3 * number, 3 * number + 2) for number in range(2000)]


def test_limits_out_of_range():
    """A budget below 1, and an overlap that is negative or not below the budget, raise ValueError, without text too."""
    for text in ("a b. c.", ""):
        for most, overlap in ((0, 0), (-1, 0), (3, -1), (3, 3), (3, 4), (1, 1)):
            with pytest.raises(ValueError):
                chunk(text, most, overlap)
