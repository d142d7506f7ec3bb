"""`train`: which pairs are merged, in which order, and when it ends."""

import random

import pytest
from definitions import any_texts, sentences, trained
from hypothesis import given
from hypothesis import strategies as st
from solution import train


def check(result, expected):
    assert isinstance(result, list)
    assert [tuple(pair) for pair in result] == expected


@given(st.lists(sentences, min_size=1, max_size=4), st.integers(256, 290))
def test_merges_follow_the_definition(texts, vocab_size):
    """The most frequent pair is merged, again and again, over all chunks of all texts."""
    check(train(texts, vocab_size), trained(texts, vocab_size))


@given(st.lists(any_texts, min_size=1, max_size=3))
def test_any_text_can_be_learned(texts):
    """Training works on the bytes of any text, whatever characters it has."""
    texts = [text + " " + text for text in texts]
    check(train(texts, 280), trained(texts, 280))


def test_the_most_frequent_pair_first():
    """Pairs are counted wherever they occur, so frequent words weigh more than rare ones."""
    check(train(["xy xy xy ab ab zab zab"], 257), [(97, 98)])
    check(train(["q" + 9 * " xy", "ab ab ab ab", "ab ab ab ab"], 258), [(32, 120), (256, 121)])


def test_equally_frequent_pairs():
    """Of equally frequent pairs the one with the smaller ids is merged first: first id, then second."""
    check(train(["zy zy", "ba ba", "bc bc"], 259), trained(["zy zy", "ba ba", "bc bc"], 259))
    check(train(["dcdc", "babb", "bab"], 257), [(97, 98)])
    check(train(["cbcb", "cdcd"], 258), [(99, 98), (99, 100)])


def test_bytes_tie_before_tokens():
    """A tie between a pair of bytes and a pair with a token goes by the ids as numbers."""
    texts = ["abc abc abc abc", "z", "xy xy xy"]
    check(train(texts, 262), trained(texts, 262))


@pytest.mark.parametrize("length", [2, 3, 4, 5, 6, 7, 11])
def test_one_letter_repeated(length):
    """In "aaa" the pair (a, a) occurs twice; merging goes from the left, without overlap."""
    text = "a" * length
    check(train([text], 300), trained([text], 300))
    check(train([text, "b" * (length + 1), text], 300), trained([text, "b" * (length + 1), text], 300))


def test_counts_after_a_merge():
    """What a merge takes away from other pairs is no longer counted, and what it creates is."""
    texts = ["abcabd abcabd", "bcbc xbcx", "cab cab"]
    check(train(texts, 275), trained(texts, 275))


def test_chunks_are_not_joined():
    """No pair is counted across a space's left side, nor from one text to the next."""
    check(train(["a b a b a b"], 257), [(32, 98)])
    check(train(["a", "b"] * 9, 300), [])


def test_only_spaces_separate():
    """Newlines, tabs and no-break spaces are characters like others; every space begins a chunk, also one after another."""
    texts = ["a\nb a\nb", "c\td c\td", "e\u00a0f e\u00a0f", "x  y   z  y"]
    check(train(texts, 300), trained(texts, 300))


def test_characters_of_several_bytes():
    """Pairs are pairs of bytes, within a character too."""
    check(train(["éé é", "ü"], 257), [(195, 169)])


@pytest.mark.parametrize(("text", "count"), [("ab", 0), ("ab ab", 1), ("abc abc", 2), ("", 0), ("   ", 0)])
def test_pairs_that_occur_once_are_not_merged(text, count):
    """Training ends where no pair occurs twice, though the vocabulary is not full."""
    assert len(train([text], 400)) == count


@pytest.mark.parametrize("vocab_size", [256, 257, 259])
def test_the_vocabulary_has_the_size_that_was_asked_for(vocab_size):
    """`vocab_size` counts the 256 bytes."""
    assert len(train(["abcdefgh abcdefgh"], vocab_size)) == vocab_size - 256


@pytest.mark.parametrize("vocab_size", [255, 0, -1])
def test_vocabularies_without_room_for_bytes(vocab_size):
    """A `vocab_size` below 256 is a `ValueError`, also where there is nothing to learn from."""
    for texts in (["abc abc"], [""], []):
        with pytest.raises(ValueError):
            train(texts, vocab_size)


def test_no_texts():
    """Without texts there are no merges."""
    check(train([], 300), [])


def test_a_longer_training():
    """Many merges over some hundred words, and one long one, follow the definition."""
    rng = random.Random(7)
    syllables = ["ka", "to", "mi", "ren", "sul", "ob", "pra", "é", "ne", "x"]
    text = " ".join("".join(rng.choices(syllables, k=rng.randint(1, 6))) for _ in range(1000))
    texts = [text[:3000], text[3000:], "ab" * 200]
    expected = trained(texts, 520)
    assert len(expected) == 264
    check(train(texts, 520), expected)
