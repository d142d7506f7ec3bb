"""Phrases that a text says, and its length in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from solution import check_text

phrases = st.text("aAbßéİ1²_ ,-", min_size=1, max_size=5).filter(
    lambda phrase: any(c.isalnum() for c in phrase.casefold())
)


def words_of(text):
    """The definition, character by character."""
    words, run = [], ""
    for character in text.casefold() + " ":
        if character.isalnum():
            run += character
        elif run:
            words.append(run)
            run = ""
    return words


def says(text, phrase):
    """Whether the words stand side by side: with a mark around each word, a search in a string does it."""
    return f"|{'|'.join(words_of(phrase))}|" in f"|{'|'.join(words_of(text))}|"


def check(text, **rules):
    return [tuple(each) for each in check_text(text, **rules)]


@pytest.mark.points(2)
@given(
    text=st.lists(phrases, max_size=6).map(" ".join),
    must=st.lists(phrases, max_size=3),
    must_not=st.lists(phrases, max_size=3),
    max_words=st.none() | st.integers(0, 8),
)
def test_any_text(text, must, must_not, max_words):
    """What is missing, what is forbidden and the length are told in this order, for any text and phrases."""
    expected = [("missing", phrase) for phrase in must if not says(text, phrase)]
    expected += [("forbidden", phrase) for phrase in must_not if says(text, phrase)]
    if max_words is not None and len(words_of(text)) > max_words:
        expected.append(("too long", len(words_of(text))))
    assert check(text, must=must, must_not=must_not, max_words=max_words) == expected


def test_words_are_whole():
    """Part of a word, or of a number, is not the word."""
    assert check("We cancelled 250 seats.", must=["cancel", "25", "seat"]) == [
        ("missing", "cancel"),
        ("missing", "25"),
        ("missing", "seat"),
    ]
    assert check("Unpaid fares", must_not=["paid"]) == []


def test_words_stand_side_by_side_in_order():
    """A phrase is said if its words follow each other, whatever case and marks there are."""
    text = "Seat 12-B is CONFIRMED; not the meal."
    assert check(text, must=["12 b", "confirmed, NOT", "the/meal"]) == []
    assert check(text, must=["seat b", "meal the", "confirmed meal"]) == [
        ("missing", "seat b"),
        ("missing", "meal the"),
        ("missing", "confirmed meal"),
    ]


def test_at_both_ends():
    """A phrase may be at the beginning, at the end, or the whole text."""
    text = "Train at nine"
    assert check(text, must=["train", "nine", "at nine", "train at nine"], must_not=["train at nine thirty"]) == []


def test_case_is_folded():
    """Case is folded: the sharp s is a double s."""
    assert check("STRASSE", must=["straße"], must_not=["STRAẞE"]) == [("forbidden", "STRAẞE")]


def test_characters_are_not_composed():
    """Nothing but the case is folded: a raised two is no two, and an e with a mark behind it is an e."""
    assert check("10²", must=["102", "10"], must_not=["10²"]) == [
        ("missing", "102"),
        ("missing", "10"),
        ("forbidden", "10²"),
    ]
    assert check("cafe\u0301", must=["café", "cafe"]) == [("missing", "café")]


def test_phrases_come_back_as_they_were_given():
    """Phrases are reported as they were given, each as often as it was."""
    assert check("", must=["Two  Bags!", "Two  Bags!"]) == [("missing", "Two  Bags!")] * 2
    assert check("two bags", must_not=["two BAGS?"]) == [("forbidden", "two BAGS?")]


def test_the_longest_allowed():
    """A text of exactly `max_words` words is not too long; marks are no words."""
    assert check("one - two ... three_four", max_words=4) == []
    assert check("one - two ... three_four", max_words=3) == [("too long", 4)]
    assert check("", max_words=0) == []
    assert check("word", max_words=0) == [("too long", 1)]


def test_nothing_asked():
    """Without rules nothing is wrong."""
    assert check("anything") == []
    assert check("") == []


def test_phrases_without_words():
    """A phrase without words raises ValueError, in either list, whatever the text is."""
    for rules in ({"must": [""]}, {"must": ["a", "?!"]}, {"must_not": [" _ "]}):
        with pytest.raises(ValueError):
            check_text("a text", **rules)
        with pytest.raises(ValueError):
            check_text("", **rules)
