"""Tokens and BM25."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from solution import HybridIndex, tokenize

WORDS = ["valve", "Valve", "leak", "oil", "LEAK", "filter", "M8"]
words = st.lists(st.sampled_from(WORDS), max_size=9)


def tokens_of(text):
    """The definition, character by character."""
    tokens, run = [], ""
    for character in text.casefold() + " ":
        if character.isalnum():
            run += character
        elif run:
            tokens.append(run)
            run = ""
    return tokens


def bm25(texts, query, k1, b):
    """The definition, for every passage that has a token of the query."""
    passages = [tokens_of(text) for text in texts]
    average = sum(len(passage) for passage in passages) / len(passages)
    scores = {}
    for number, passage in enumerate(passages):
        if not set(passage) & set(tokens_of(query)):
            continue
        parts = []
        for token in tokens_of(query):
            frequency = passage.count(token)
            having = sum(token in other for other in passages)
            idf = math.log(1 + (len(passages) - having + 0.5) / (having + 0.5))
            if frequency:
                length = 1 - b + b * len(passage) / average
                parts.append(idf * frequency * (k1 + 1) / (frequency + k1 * length))
        scores[f"p{number}"] = math.fsum(parts)
    return scores


def index_of(texts, **parameters):
    return HybridIndex(
        [(f"p{number}", text) for number, text in enumerate(texts)], np.ones((len(texts), 2)), **parameters
    )


def check(ranking, expected, limit):
    """The right scores, best first; equal ones in any order."""
    best = sorted(expected.values(), reverse=True)[:limit]
    assert [score for _, score in ranking] == pytest.approx(best, rel=1e-9)
    assert len({passage_id for passage_id, _ in ranking}) == len(ranking)
    for passage_id, score in ranking:
        assert score == pytest.approx(expected[passage_id], rel=1e-9)


def ids(ranking):
    return [passage_id for passage_id, _ in ranking]


@given(text=st.text("aZ09ßéİǅ中٣²½_-.,' \t\u0301", max_size=25))
def test_tokens_of_any_text(text):
    """The tokens of any text are the runs of letters and digits of its case-folded form."""
    assert tokenize(text) == tokens_of(text)


def test_tokens_of_some_texts():
    """Case is folded, underscores and marks separate, and repeated tokens stay."""
    assert tokenize("gasket_set_7") == ["gasket", "set", "7"]
    assert tokenize("STRASSE Straße") == ["strasse", "strasse"]
    assert tokenize("Δp ≤ 3,5 bar; über 20°C") == ["δp", "3", "5", "bar", "über", "20", "c"]
    assert tokenize("oil oil OIL") == ["oil", "oil", "oil"]
    assert tokenize(" -- ") == []


@pytest.mark.points(3)
@given(
    texts=st.lists(words, min_size=1, max_size=8),
    query=st.lists(st.sampled_from([*WORDS, "rust"]), max_size=4),
    k1=st.sampled_from([0.0, 0.5, 1.2, 3.0]),
    b=st.sampled_from([0.0, 0.25, 0.75, 1.0]),
    limit=st.integers(1, 9),
)
def test_scores_by_the_definition(texts, query, k1, b, limit):
    """`keyword` returns the passages with a token of the query by their BM25 score, for any k1 and b."""
    texts, query = [", ".join(text) for text in texts], " ".join(query)
    check(index_of(texts, k1=k1, b=b).keyword(query, limit), bm25(texts, query, k1, b), limit)


def test_defaults():
    """Without parameters, k1 is 1.2 and b is 0.75."""
    texts = ["leak leak oil", "leak", "oil filter filter filter", "valve valve"]
    check(index_of(texts).keyword("oil leak", 9), bm25(texts, "oil leak", 1.2, 0.75), 9)


def test_parameters_at_their_ends():
    """k1 may be 0, and b 0 or 1: presence alone, no length, and the whole length."""
    texts = ["leak leak oil valve", "leak", "oil filter filter", "valve valve"]
    for parameters in ({"k1": 0.0, "b": 0.5}, {"k1": 2.0, "b": 0.0}, {"k1": 2.0, "b": 1.0}, {"k1": 0, "b": 1}):
        expected = bm25(texts, "leak oil", parameters["k1"], parameters["b"])
        check(index_of(texts, **parameters).keyword("leak oil", 9), expected, 9)


def test_a_word_twice_in_the_query_counts_twice():
    """A token that the query has twice is in the sum twice, whatever the index was asked before."""
    texts = ["oil filter", "leak filter", "leak oil oil", "valve"]
    once, twice = dict(index_of(texts).keyword("oil", 9)), dict(index_of(texts).keyword("oil OIL", 9))
    assert twice == pytest.approx({passage_id: 2 * score for passage_id, score in once.items()}, rel=1e-9)
    index = index_of(texts)
    for query in ("oil leak", "leak oil leak", "oil oil leak", "oil leak"):
        check(index.keyword(query, 9), bm25(texts, query, 1.2, 0.75), 9)


def test_a_word_that_all_passages_have_still_counts():
    """A token that every passage has makes all of them results, with scores above 0."""
    ranking = index_of(["oil leak", "oil oil", "oil"]).keyword("oil", 9)
    assert ids(ranking) == ["p1", "p2", "p0"]
    assert min(score for _, score in ranking) > 0


def test_only_passages_with_a_token():
    """A passage without a token of the query is not returned, and part of a word is no token."""
    index = index_of(["valve leak", "valves", "oil", "value"])
    assert ids(index.keyword("valve", 9)) == ["p0"]
    assert index.keyword("val", 9) == []
    assert index.keyword("rust", 9) == []
    assert index.keyword("", 9) == []
    assert index.keyword("?!", 9) == []


def test_passages_without_text_are_counted():
    """Passages without text count in n and in the mean length."""
    texts = ["oil leak leak leak", "", "oil", "", "--", "valve oil"]
    check(index_of(texts).keyword("oil valve", 9), bm25(texts, "oil valve", 1.2, 0.75), 9)
    texts = ["", "oil", "--", "", "valve oil", "", "", "?"]
    check(index_of(texts).keyword("oil", 9), bm25(texts, "oil", 1.2, 0.75), 9)


def test_nothing_to_find():
    """Without passages, or without text in any, nothing is found."""
    assert HybridIndex([], np.empty((0, 3))).keyword("oil", 4) == []
    assert index_of(["", "..."]).keyword("oil", 4) == []


def test_equal_scores_in_the_order_of_passages():
    """Passages with equal scores come in the order in which they were given, and the limit cuts there."""
    texts = {"z": "oil leak", "y": "leak oil", "x": "valve", "b": "oil, leak!", "a": "Leak-oil", "m": "oil oil"}
    index = HybridIndex(list(texts.items()), np.ones((6, 1)))
    for limit in range(1, 8):
        assert ids(index.keyword("oil", limit)) == ["m", "z", "y", "b", "a"][:limit]


def test_indexes_know_nothing_of_each_other():
    """Two indexes share no passages."""
    one, other = index_of(["oil", "leak"]), index_of(["valve"])
    assert ids(one.keyword("oil valve", 4)) == ["p0"]
    assert ids(other.keyword("oil valve", 4)) == ["p0"]


def test_limits_below_one():
    """A limit below 1 raises ValueError, also where nothing would be found, or nothing is there."""
    index = index_of(["oil"])
    for query, limit in [("oil", 0), ("oil", -2), ("rust", 0), ("", 0)]:
        with pytest.raises(ValueError):
            index.keyword(query, limit)
    with pytest.raises(ValueError):
        HybridIndex([], np.empty((0, 3))).keyword("oil", 0)


def test_ids_that_repeat():
    """An id that is there twice raises ValueError."""
    with pytest.raises(ValueError):
        HybridIndex([("b", "oil"), ("a", "leak"), ("b", "valve")], np.ones((3, 2)))


def test_vectors_that_do_not_fit():
    """Vectors of another shape, or with a number that is not finite, raise ValueError."""
    passages = [("a", "oil"), ("b", "leak")]
    for vectors in ([[1.0]], [[1.0]] * 3, [1.0, 2.0], [[1.0], [math.nan]], [[1.0, -math.inf], [0.0, 1.0]]):
        with pytest.raises(ValueError):
            HybridIndex(passages, vectors)


def test_parameters_out_of_range():
    """A k1 below 0 and a b outside [0, 1] raise ValueError."""
    for parameters in ({"k1": -0.1}, {"b": -0.1}, {"b": 1.1}):
        with pytest.raises(ValueError):
            index_of(["oil"], **parameters)
