"""The brief's examples."""

import pytest
from solution import Tokenizer, train


@pytest.fixture
def tokenizer():
    return Tokenizer([(98, 99), (97, 98), (97, 256)], ["<|end|>"])


def test_training():
    merges = train(["low low lower lowest"], 260)
    assert [tuple(pair) for pair in merges] == [(108, 111), (256, 119), (32, 257), (258, 101)]


def test_training_ends_where_nothing_occurs_twice():
    assert [tuple(pair) for pair in train(["aaaa"], 300)] == [(97, 97)]


def test_the_earlier_merge_comes_first(tokenizer):
    assert tokenizer.encode("abc ab") == [258, 32, 257]
    assert tokenizer.count("abc ab") == 3


def test_decoding(tokenizer):
    assert tokenizer.decode([258, 32, 257]) == "abc ab"
    assert tokenizer.decode([240, 159, 153, 130]) == "\U0001f642"
    assert tokenizer.decode([97, 159, 98]) == "a\ufffdb"


def test_special_tokens(tokenizer):
    assert tokenizer.vocab_size() == 260
    assert tokenizer.encode("a<|end|>", allow_special=True) == [97, 259]
    assert tokenizer.encode("a<|end|>") == [97, 60, 124, 101, 110, 100, 124, 62]


def test_an_id_that_there_is_not(tokenizer):
    with pytest.raises(ValueError):
        tokenizer.decode([260])
