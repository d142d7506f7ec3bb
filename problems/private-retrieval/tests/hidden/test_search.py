"""Search, suggestions, texts and numbers, where one tenant's caller may see everything."""

from numbers import Integral

import pytest
from hypothesis import given
from hypothesis import strategies as st
from solution import PrivateIndex

ALL = ["everybody"]
LETTERS = st.text(alphabet="abAB01 .-äK", max_size=14)


def filled(texts):
    index = PrivateIndex()
    for doc_id, text in texts.items():
        index.put("clinic", doc_id, text, ALL)
    return index


def words_of(text):
    """Return the words of a text, letter by letter."""
    found, word = [], ""
    for letter in text.lower() + " ":
        if letter in "abcdefghijklmnopqrstuvwxyz0123456789":
            word += letter
        elif word:
            found.append(word)
            word = ""
    return found


def expected_search(texts, query, k):
    scores = {}
    for word in set(words_of(query)):
        having = [doc_id for doc_id, text in texts.items() if word in words_of(text)]
        for doc_id in having:
            digits = len(format(len(texts) // len(having), "b"))
            scores[doc_id] = scores.get(doc_id, 0) + min(words_of(texts[doc_id]).count(word), 4) * digits
    ranked = sorted(scores)
    ranked.sort(key=scores.get, reverse=True)
    return [(doc_id, scores[doc_id]) for doc_id in ranked[:k]]


def as_pairs(found):
    assert isinstance(found, list)
    assert all(isinstance(score, Integral) for _, score in found)
    return [tuple(pair) for pair in found]


@pytest.mark.points(3)
@given(
    texts=st.dictionaries(st.sampled_from("mnopqrstu"), st.lists(LETTERS, max_size=3).map(" ".join), max_size=9),
    query=LETTERS,
    k=st.integers(1, 6),
)
def test_search_finds_the_best(texts, query, k):
    """Words, weights, scores and order are as defined."""
    assert as_pairs(filled(texts).search("clinic", ALL, query, k)) == expected_search(texts, query, k)


def test_rare_words_weigh_more():
    """The weight of a word is the number of binary digits of N // n, over more than a few documents."""
    texts = {f"d{number:02}": "common " + "half " * (number % 2) + "rare" * (number == 7) for number in range(40)}
    index = filled(texts)
    for query in ("common", "half", "rare", "rare common half", "rare rare", "absent"):
        assert as_pairs(index.search("clinic", ALL, query, 50)) == expected_search(texts, query, 50)
    assert as_pairs(index.search("clinic", ALL, "rare", 50)) == [("d07", 6)]


def test_documents_without_words_are_seen_as_well():
    """A document that has no words can't be found, and makes those of others the rarer."""
    index = filled({"p": "ward", "q": "", "r": "-- ?", "s": "\u00fc\u00f6"})
    assert as_pairs(index.search("clinic", ALL, "ward", 9)) == [("p", 3)]
    assert index.suggest("clinic", ALL, "", 9) == ["ward"]


def test_a_word_counts_up_to_four_times():
    """More than four occurrences of a word in a document count as four."""
    index = filled({f"d{count}": "pulse " * count for count in range(1, 8)})
    scores = dict(as_pairs(index.search("clinic", ALL, "pulse", 9)))
    assert scores == {"d1": 1, "d2": 2, "d3": 3, "d4": 4, "d5": 4, "d6": 4, "d7": 4}


def test_equal_scores_are_in_the_order_of_their_ids():
    """Of equal scores the smaller id comes first, as strings compare, whatever was added first."""
    index = filled({doc_id: "fever" for doc_id in ["b", "10", "9", "B", "a", "é"]})
    assert [doc_id for doc_id, _ in index.search("clinic", ALL, "fever", 6)] == ["10", "9", "B", "a", "b", "é"]
    assert [doc_id for doc_id, _ in index.search("clinic", ALL, "fever", 2)] == ["10", "9"]


def test_nothing_to_find():
    """A query without words, or with unknown ones, finds nothing, and so does any query in an empty index."""
    index = filled({"d": "fever", "e": ""})
    for query in ("", "?! -", "fevers", "feve"):
        assert index.search("clinic", ALL, query, 3) == []
    assert PrivateIndex().search("clinic", ALL, "fever", 3) == []


@given(
    texts=st.lists(LETTERS, max_size=6),
    prefix=st.text(alphabet="abAB01", max_size=2),
    k=st.integers(1, 5),
)
def test_suggestions(texts, prefix, k):
    """Suggestions are words with the prefix, by the number of documents that have them, then by the alphabet."""
    index = filled({f"d{number}": text for number, text in enumerate(texts)})
    spread = {}
    for text in texts:
        for word in set(words_of(text)):
            spread[word] = spread.get(word, 0) + 1
    words = sorted(word for word in spread if word[: len(prefix)] == prefix.lower())
    words.sort(key=spread.get, reverse=True)
    assert index.suggest("clinic", ALL, prefix, k) == words[:k]


def test_letters_outside_of_ascii_part_words():
    """Only a to z and 0 to 9 in the lower-cased text make words: a long s, a ligature or a sharp s is between them."""
    text = "Stra\u00dfe \ufb01eber \u017ftroke \u0130nfarkt 5\u212a \uff14 na\u00efve"
    words = ["5k", "e", "eber", "i", "na", "nfarkt", "stra", "troke", "ve"]
    index = filled({"a": text, "b": "strasse fieber stroke infarkt"})
    assert index.suggest("clinic", ALL, "", 99) == sorted([*words, "strasse", "fieber", "stroke", "infarkt"])
    assert as_pairs(index.search("clinic", ALL, "stra\u00dfe", 9)) == [("a", 4)]
    assert index.search("clinic", ALL, "\u017f \ufb01 \u00df", 9) == []


def test_prefixes_are_taken_as_they_are():
    """A word begins with the whole prefix or it does not: blanks, marks and other words in it match nothing."""
    index = filled({"a": "stroke unit", "b": "stroke"})
    assert index.suggest("clinic", ALL, "STROKE", 9) == ["stroke"]
    for prefix in ("st ", " st", "unit st", "st-", "-", "?", "st*", "s.", "\u017ft"):
        assert index.suggest("clinic", ALL, prefix, 9) == []


def test_words_may_go_on_with_any_letter_or_digit():
    """A word with the prefix is suggested whatever it goes on with, a z or a 9 too, and so is the prefix itself."""
    index = filled({"a": "pizza pie pi pi0 pi9 pi99 pizzz9 pj p ph9 z zz zoo zzz9 0 09"})
    assert index.suggest("clinic", ALL, "pi", 99) == ["pi", "pi0", "pi9", "pi99", "pie", "pizza", "pizzz9"]
    assert index.suggest("clinic", ALL, "PIZZ", 99) == ["pizza", "pizzz9"]
    assert index.suggest("clinic", ALL, "z", 99) == ["z", "zoo", "zz", "zzz9"]
    assert index.suggest("clinic", ALL, "0", 99) == ["0", "09"]
    assert index.suggest("clinic", ALL, "", 99)[-4:] == ["z", "zoo", "zz", "zzz9"]


def test_numbers():
    """`stats` counts documents, empty ones too, and different words."""
    assert filled({"a": "One two", "b": "two; TWO three", "c": "--"}).stats("clinic", ALL) == {
        "documents": 3,
        "words": 3,
    }
    assert PrivateIndex().stats("clinic", ALL) == {"documents": 0, "words": 0}


def test_texts_come_back_as_they_were():
    """`get` returns the text as it was put, not its words."""
    text = "  Blutdruck: 120/80\n\tÜbelkeit \u2013 nein "
    assert filled({"a": text, "b": ""}).get("clinic", ALL, "a") == text
    assert filled({"a": text, "b": ""}).get("clinic", ALL, "b") == ""


@pytest.mark.parametrize("k", [0, -2])
def test_k_below_one(k):
    """A k below 1 raises ValueError, where there is nothing to find as well."""
    for index in (filled({"d": "fever"}), PrivateIndex()):
        with pytest.raises(ValueError):
            index.search("clinic", ALL, "fever", k)
        with pytest.raises(ValueError):
            index.suggest("clinic", ALL, "f", k)


def test_a_few_thousand_documents():
    """Two thousand documents are searched in no time to speak of."""
    texts = {f"d{number:04}": f"case {number % 97} ward {number % 13} unit{number % 7}" for number in range(2000)}
    index = filled(texts)
    found = as_pairs(index.search("clinic", ALL, "unit3 96", 40))
    assert found == expected_search(texts, "unit3 96", 40)
