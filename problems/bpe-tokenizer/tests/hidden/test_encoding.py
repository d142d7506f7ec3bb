"""`encode`: merges in the order of training, from the left, within chunks."""

import pytest
from definitions import any_texts, encoded, merge_lists, sentences, trained
from hypothesis import given
from hypothesis import strategies as st
from solution import Tokenizer

AB, ABA = 256, 257


def check(merges, text, expected=None):
    result = Tokenizer(merges).encode(text)
    assert isinstance(result, list)
    assert Tokenizer(merges).count(text) == len(result)
    assert result == (encoded(text, merges) if expected is None else expected)


@given(st.lists(sentences, min_size=1, max_size=3), sentences)
def test_trained_merges(texts, text):
    """With trained merges, `encode` gives what applying them one after the other gives."""
    check(trained(texts, 285), text)


@given(merge_lists(), sentences)
def test_any_merges(merges, text):
    """The same for merges that nobody trained, with tokens that hold spaces as well."""
    check(merges, text)


@given(st.lists(any_texts, min_size=1, max_size=3), any_texts)
def test_any_text(texts, text):
    """The same for texts of any characters, seen in training or not."""
    merges = trained([one + " " + one for one in texts], 280)
    check(merges, text)
    check(merges, texts[0] + " " + texts[0])


@given(any_texts)
def test_without_merges(text):
    """Without merges the ids are the bytes."""
    check([], text, list(text.encode()))


def test_the_earlier_merge_wins():
    """Where two merges compete for a byte, the one that was learned first gets it, not the left one or the longer token."""
    check([(98, 99), (97, 98)], "abc", [97, 256])
    check([(97, 98), (98, 99), (257, 100)], "abcd", [256, 99, 100])
    check([(97, 98), (99, 100), (98, 99), (97, 258)], "abcd", [256, 257])


def test_a_merge_is_of_two_tokens_and_not_of_their_bytes():
    """Tokens are merged if these two are a merge, and not if the bytes of both are some token's."""
    check([(97, 98), (98, 99), (97, 257)], "abc xbc", [256, 99, 32, 120, 257])
    check([(97, 98), (98, 99), (97, 257), (256, 99)], "abc", [259])


def test_many_merges_in_one_chunk():
    """A token may be made of 1,200 others, one merge after the other."""
    merges = [(97 if number == 0 else 255 + number, 98) for number in range(1200)]
    check(merges, "a" + "b" * 1200, [1455])
    check(merges, "bab c" + "a" + "b" * 1201, [98, 256, 32, 99, 1455, 98])


def test_merges_wait_for_their_turn():
    """A merge applies to tokens that others made before it, wherever they are."""
    check([(97, 98), (256, 97), (256, 256)], "ababab", [258, 256])
    check([(97, 97), (98, 256), (257, 97)], "baaa", [258])


@pytest.mark.parametrize("length", range(1, 12))
def test_one_letter_repeated(length):
    """Pairs that overlap are merged from the left."""
    check([(97, 97), (256, 256), (257, 97)], "a" * length)
    check([(97, 97), (256, 97)], "ba" + "a" * length)


def test_merges_do_not_cross_chunks():
    """A new chunk begins at every space: a token may begin with a space, and never holds one further inside."""
    check([(97, 32), (32, 98), (32, 32)], "a b  b a", [97, 257, 32, 257, 32, 97])
    check([(97, 98)], "a b", [97, 32, 98])
    check([(97, 10), (10, 98)], "a\nb", [256, 98])


def test_empty_text():
    """An empty text has no ids."""
    check([(97, 98)], "", [])


def test_tokenizers_share_nothing():
    """Two tokenizers with other merges give other ids for the same text, in any order of use."""
    one, other = Tokenizer([(97, 98)]), Tokenizer([(98, 97), (97, 256)])
    for _ in range(2):
        assert one.encode("abab") == [256, 256]
        assert other.encode("abab") == [257, 98]


def test_the_same_text_twice():
    """Encoding changes nothing: the same text has the same ids again, and results are the caller's own."""
    tokenizer = Tokenizer([(97, 98), (256, 97)])
    assert tokenizer.encode("aba ab") == [257, 32, 256]
    assert tokenizer.encode("aba ab ab") == [257, 32, 256, 32, 256]
    assert tokenizer.encode("aba ab") == [257, 32, 256]


def test_a_long_chunk():
    """A chunk of four thousand characters without a space is encoded right."""
    text = "".join("abn"[place * place % 7 % 3] for place in range(4000))
    check(trained([text[:300]], 270), text)


def test_many_merges():
    """Tokens of tokens of tokens: a chain of merges is followed to its end."""
    merges = [(120, 97), *((256 + step, 97 + (step + 1) % 3) for step in range(300))]
    whole = "x" + "".join(chr(97 + step % 3) for step in range(301))
    check(merges, whole, [556])
    check(merges, whole[:-1] + "y" + whole, [555, 121, 556])


def test_a_chunk_is_whole_however_long():
    """12,000 characters without a space are one chunk: pairs are merged at whatever place they are."""
    letters = ["x"] * 12_000
    for end in (512, 1000, 1024, 2000, 2048, 4000, 4096, 5000, 8000, 8192, 10_000):
        letters[end - 1 : end + 1] = "ab"
    text = "".join(letters)
    check([(97, 98)], text, [AB if one == "a" else ord(one) for one in text if one != "b"])


def test_many_different_words():
    """A text may have 25,000 words, no two of them the same."""
    text = " ".join(format(number, "x") for number in range(25_000))
    assert Tokenizer([]).encode(text) == list(text.encode())


def test_ids_beyond_sixteen_bits():
    """65,536 merges, of nearly each pair of bytes: ids need more than two bytes, and no pair is taken for another."""
    bytewise = [(left, right) for left in range(256) for right in range(256) if right != 98 or left not in (97, 99)]
    tokenizer = Tokenizer([*bytewise, (97, 98), (98, 65_536 + 98)])
    assert tokenizer.vocab_size() == 65_792
    assert tokenizer.encode("ab b") == [65_790, 256 + 32 * 256 + 98]
    assert tokenizer.count("ab b") == 2
    assert tokenizer.encode("cb") == [99, 98]  # 99 * 65,536 + 98 is also 98 * 65,536 + 65,634
    assert tokenizer.decode([65_790, 65_789]) == "ab" + b"\xff\xff".decode(errors="replace")
