"""Special tokens: off unless allowed, found from the left and as long as possible, and never made of text."""

import re

import pytest
from definitions import encoded, merge_lists, trained
from hypothesis import given
from hypothesis import strategies as st
from solution import Tokenizer

MERGES = [(60, 124), (101, 110), (257, 100)]  # "<|", "en", "end"
END, START = "<|end|>", "<|start|>"
SPECIAL = [END, START]
pieces = st.lists(st.sampled_from(["a", "ab", " ", "b<", "<|", "|>", "end", END, START, END[:-1]]), max_size=8)
texts = pieces.map("".join)


def expected_ids(text, merges, special):
    """Special tokens from the left, the longest first; what is between them is encoded by itself."""
    if not special:
        return encoded(text, merges)
    ids = []
    longest_first = sorted(special, key=len, reverse=True)
    for part in re.split("(" + "|".join(map(re.escape, longest_first)) + ")", text):
        ids += [256 + len(merges) + special.index(part)] if part in special else encoded(part, merges)
    return ids


@given(texts)
def test_not_allowed_unless_asked(text):
    """Without `allow_special`, a special token in a text is text like other."""
    tokenizer = Tokenizer(MERGES, SPECIAL)
    assert tokenizer.encode(text) == encoded(text, MERGES)
    assert tokenizer.encode(text, allow_special=False) == encoded(text, MERGES)
    assert tokenizer.encode(END + text) == encoded(END + text, MERGES)


@given(texts, st.sampled_from([SPECIAL, [START], []]))
def test_allowed(text, special):
    """With `allow_special`, each special token becomes its id, and what is between them is encoded by itself."""
    tokenizer = Tokenizer(MERGES, special)
    assert tokenizer.encode(text, allow_special=True) == expected_ids(text, MERGES, special)
    assert tokenizer.encode(text + START, allow_special=True) == expected_ids(text + START, MERGES, special)
    assert tokenizer.count(text, allow_special=True) == len(expected_ids(text, MERGES, special))
    assert tokenizer.count(START + text) == len(encoded(START + text, MERGES))


@given(st.text("xy ", max_size=12), merge_lists(b"xy "))
def test_one_within_another(text, merges):
    """Of special tokens that begin at the same place the longest is taken; one that begins further left comes first."""
    for special in (["xy", "xyy", "yx", "x y"], ["xyyx", "xy", "x xy", "x"]):
        tokenizer, expected = Tokenizer(merges, special), expected_ids(text, merges, special)
        assert tokenizer.encode(text, allow_special=True) == expected
        assert tokenizer.count(text, allow_special=True) == len(expected)


def test_the_longest_that_is_there():
    """Where a longer special token begins and does not end, the shorter one that is there is taken."""
    special = ["<s>", "<s>[INST]", "<s>[INST]<<SYS>>"]
    for text in ("<s>[IN a", "a <s>[INST]<<SY", "<s><s>[INST]<s>[INST]<<SYS>>", "<<s>[INST]<<s>"):
        tokenizer, expected = Tokenizer(MERGES, special), expected_ids(text, MERGES, special)
        assert tokenizer.encode(text, allow_special=True) == expected
        assert tokenizer.count(text, allow_special=True) == len(expected)


def test_special_tokens_of_any_characters():
    """Special tokens may have spaces, or nothing else, and characters that mean something in patterns."""
    special = ["a.c", "[x]+", " (b)", "é|", "\n\n", "\t"]
    text = "abc a.c x [x]+ (b)(b) é|e\n\n\n b\tc"
    tokenizer = Tokenizer([(98, 99)], special)
    assert tokenizer.encode(text, allow_special=True) == expected_ids(text, [(98, 99)], special)


def test_a_special_token_is_itself_and_nothing_like_it():
    """Other capitals, or a space within, make a text that is no special token."""
    tokenizer = Tokenizer(MERGES, ["<|end|>", "\u00e9"])
    for text in ("<|END|>", "<|End|> a", "<| end|>", "<|end |>", "\u00c9", "e\u0301"):
        assert tokenizer.encode(text, allow_special=True) == encoded(text, MERGES)


@pytest.mark.parametrize("order", [(False, True, False), (True, False, True)])
def test_one_text_allowed_and_not(order):
    """What a text gave before does not matter for the next call, allowed or not."""
    tokenizer, text = Tokenizer(MERGES, SPECIAL), f"ab{END} {START}"
    for allow_special in order:
        expected = expected_ids(text, MERGES, SPECIAL) if allow_special else encoded(text, MERGES)
        assert tokenizer.count(text, allow_special=allow_special) == len(expected)
        assert tokenizer.encode(text, allow_special=allow_special) == expected


def test_ids_that_stand_for_the_same_bytes():
    """Two merges may stand for the same bytes, and a special token for those of a merge or a byte: each has its own id."""
    merges = [(97, 98), (98, 99), (256, 99), (97, 257)]
    tokenizer = Tokenizer(merges, ["abc", "a"])
    assert tokenizer.vocab_size() == 262
    assert tokenizer.encode("a abc") == encoded("a abc", merges)
    assert tokenizer.encode("b abca", allow_special=True) == [98, 32, 260, 261]
    assert tokenizer.decode([258, 259, 260, 261, 97]) == "abcabcabcaa"


def test_chunks_end_at_special_tokens():
    """No merge reaches over a special token, and none uses its characters."""
    merges = [(97, 98), (97, 60), (62, 98), (124, 62)]
    tokenizer = Tokenizer(merges, [END])
    assert tokenizer.encode(f"a{END}b ab", allow_special=True) == [97, 260, 98, 32, 256]


@given(texts, st.booleans())
def test_they_come_back(text, allow_special):
    """`decode` gives the text of special tokens too, so every text comes back, allowed or not."""
    tokenizer = Tokenizer(trained([END + " " + END], 262), [START, "ab"])
    text = text + START + "ab"
    assert tokenizer.decode(tokenizer.encode(text, allow_special=allow_special)) == text


def test_ids_come_after_the_merges():
    """Special tokens have the ids after the merges, in the order given, and `vocab_size` counts all of them."""
    tokenizer = Tokenizer(MERGES, ["zz", "é"])
    assert tokenizer.vocab_size() == 261
    assert tokenizer.decode([260, 259, 97]) == "ézza"
    assert Tokenizer([]).vocab_size() == 256
    assert Tokenizer(MERGES).vocab_size() == 259
    with pytest.raises(ValueError):
        tokenizer.decode([261])


@pytest.mark.parametrize("special", [[""], ["a", ""], ["a", "b", "a"]])
def test_special_tokens_that_make_no_sense(special):
    """An empty special token, or one that is there twice, is a `ValueError`."""
    with pytest.raises(ValueError):
        Tokenizer([], special)


def test_arguments_stay_as_they_are(inout):
    """Merges, special tokens and ids are not changed."""
    merges, special, ids = [(98, 99), (97, 256)], ["b", "abc", "bc"], [97, 258, 259]
    tokenizer = Tokenizer(inout(merges), inout(special))
    assert tokenizer.encode("bc abc", allow_special=True) == [260, 32, 259]
    assert tokenizer.decode(inout(ids)) == "ababc"
    assert (merges, special, ids) == ([(98, 99), (97, 256)], ["b", "abc", "bc"], [97, 258, 259])
