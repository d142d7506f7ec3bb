"""`decode`, and that every text comes back."""

import numpy as np
import pytest
from definitions import any_texts, merge_lists, sentences, trained
from hypothesis import given
from hypothesis import strategies as st
from solution import Tokenizer, train


@given(st.lists(any_texts, min_size=1, max_size=3), any_texts)
def test_every_text_comes_back(texts, text):
    """Whatever was learned, `decode(encode(text))` is the text, to the last character."""
    tokenizer = Tokenizer(trained([one + " " + one for one in texts], 276))
    for one in (text, *texts):
        assert tokenizer.decode(tokenizer.encode(one)) == one


@pytest.mark.parametrize(
    "text", ["\ufeffab \ufeff", "a\r\nb\rc\n", "\0 a\0", "e\u0301 \u00e9 \ufb01", "a\u2028b\x85c", "Straße İ"]
)
def test_no_character_is_made_into_another(text):
    """Marks at the beginning, line ends, zeros and characters that look alike come back as they were."""
    tokenizer = Tokenizer([(97, 98)], ["<|end|>"])
    assert tokenizer.encode(text.replace("ab", "b")) == list(text.replace("ab", "b").encode())
    for allow_special in (False, True):
        assert tokenizer.decode(tokenizer.encode(text, allow_special=allow_special)) == text


@given(st.lists(sentences, min_size=1, max_size=2), sentences)
def test_train_and_tokenizer_fit_together(texts, text):
    """The merges that `train` returns can be given to `Tokenizer` as they are."""
    tokenizer = Tokenizer(train(texts, 270))
    assert tokenizer.decode(tokenizer.encode(text)) == text


@given(merge_lists(), st.lists(st.integers(0, 255), max_size=30))
def test_any_ids_give_a_text(merges, ids):
    """Ids whose bytes are no UTF-8 give U+FFFD as Python's errors="replace" does, and never an error."""
    assert Tokenizer(merges).decode(ids) == bytes(ids).decode(errors="replace")


@given(merge_lists(), st.data())
def test_tokens_stand_for_their_bytes(merges, data):
    """A merge's token is the bytes of its left and its right part."""
    names = [bytes([byte]) for byte in range(256)]
    for left, right in merges:
        names.append(names[left] + names[right])
    ids = data.draw(st.lists(st.integers(0, len(names) - 1), max_size=10))
    assert Tokenizer(merges).decode(ids) == b"".join(names[token] for token in ids).decode(errors="replace")


def test_characters_spread_over_tokens():
    """Bytes are joined before they become characters: a character may be spread over several tokens."""
    assert Tokenizer([(195, 164), (240, 159)]).decode([256, 257, 153, 130, 195, 164]) == "ä🙂ä"


def test_tokens_of_a_thousand_others():
    """A token of 1,200 merges, one after the other, gives its text."""
    merges = [(97 if number == 0 else 255 + number, 98) for number in range(1200)]
    assert Tokenizer(merges).decode([1455, 99, 1454]) == "a" + "b" * 1200 + "ca" + "b" * 1199


def test_ids_of_numpy():
    """Ids may be numpy's whole numbers, signed or not, as they come out of an array."""
    tokenizer = Tokenizer([(97, 98)], ["<|end|>"])
    for dtype in (np.int64, np.uint16):
        assert tokenizer.decode(list(np.array([256, 98, 257, 97], dtype))) == "abb<|end|>a"
    assert tokenizer.decode(list(np.array([97, 195, 164], np.uint8))) == "aä"


def test_no_ids():
    """No ids are an empty text."""
    assert Tokenizer([(97, 98)]).decode([]) == ""


@pytest.mark.parametrize("token", [257, 300, -1, -257, 2**32 + 97])
def test_ids_that_are_none(token):
    """An id that there is not is a `ValueError`, negative ones too."""
    with pytest.raises(ValueError):
        Tokenizer([(97, 98)]).decode([97, token, 98])
