"""Shingles, word by word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from solution import shingles


def words_of(text):
    words, run = [], ""
    for character in text.casefold() + " ":
        if character.isalnum():
            run += character
        elif run:
            words.append(run)
            run = ""
    return words


@pytest.mark.points(2)
@given(text=st.text("aAbß1²İ_ ,-'é\u0301\n", max_size=25), size=st.integers(1, 5))
def test_any_text(text, size):
    """The shingles of any text are its runs of so many words; a shorter text has one with all its words."""
    words = words_of(text)
    expected = {" ".join(words[start : start + size]) for start in range(len(words) - size + 1)}
    assert set(shingles(text, size)) == (expected or ({" ".join(words)} if words else set()))


def test_three_words_unless_told():
    """Without a size, shingles have three words."""
    assert set(shingles("one two three four")) == {"one two three", "two three four"}


def test_as_many_words_as_the_size():
    """A text of exactly so many words, or of fewer, has one shingle."""
    assert set(shingles("Lost-card", 2)) == set(shingles("lost card", 5)) == {"lost card"}
    assert set(shingles("lost", 1)) == {"lost"}


def test_numbers_of_every_kind():
    """Whatever `str.isalnum` holds for is part of a word, a fraction or a Roman numeral too."""
    assert set(shingles("Pay ½ of Ⅻ", 1)) == {"pay", "½", "of", "ⅻ"}
    assert set(shingles("Type Ⅳb, 2½ %")) == {"type ⅳb 2½"}


def test_repeated_words():
    """Shingles are a set: what is there twice is there once."""
    assert set(shingles("no no no no", 2)) == {"no no"}


def test_no_words():
    """A text without words has no shingles, whatever the size."""
    for text in ("", " \n", "?! _"):
        assert set(shingles(text, 1)) == set(shingles(text)) == set()


def test_sizes_below_one():
    """A size below 1 raises ValueError, without words too."""
    for text in ("one two", ""):
        for size in (0, -2):
            with pytest.raises(ValueError):
                shingles(text, size)
