"""The brief's examples."""

import numpy as np
import pytest
from solution import candidate_pairs, diverse_subset, near_duplicates, prune, shingles, signature


def test_shingles():
    assert shingles("My card: it was STOLEN, my card!") == {
        "my card it",
        "card it was",
        "it was stolen",
        "was stolen my",
        "stolen my card",
    }
    assert shingles("Stolen card") == {"stolen card"}
    assert shingles("...") == set()


def test_signature():
    one, other = {"a b", "b c", "c d"}, {"b c", "c d", "d e"}
    assert list(signature(one, 4)) == list(signature(set(sorted(one, reverse=True)), 4))
    both = [min(pair) for pair in zip(signature(one, 256), signature(other, 256), strict=True)]
    assert list(signature(one | other, 256)) == both
    equal = sum(a == b for a, b in zip(signature(one, 256), signature(other, 256), strict=True)) / 256
    assert equal == pytest.approx(0.5, abs=0.2)


def test_candidate_pairs():
    signatures = [[1, 2, 3, 4], [1, 2, 5, 6], [3, 4, 1, 2], [9, 2, 5, 6]]
    assert list(map(tuple, candidate_pairs(signatures, 2))) == [(0, 1), (1, 3)]
    assert list(map(tuple, candidate_pairs(signatures, 4))) == [(0, 1), (0, 3), (1, 3)]
    assert list(candidate_pairs(signatures, 1)) == []


def test_near_duplicates():
    texts = ["I lost my card on the train today", "Where is my refund?", "i lost MY card on the train, today!", "", ""]
    assert [tuple(each) for each in near_duplicates(texts, 0.8)] == [(0, 2, 1.0)]


def test_prune():
    vectors = np.array([[1.0, 0.0], [0.8, 0.6], [0.0, 1.0], [0.0, 0.0]])
    assert list(prune(vectors, [0.5, 0.9, 0.5, 0.1], 0.7)) == [1, 2, 3]
    assert list(prune(vectors, [0.9, 0.5, 0.5, 0.1], 0.7)) == [0, 2, 3]


def test_diverse_subset():
    vectors = [[1.0, 0.0], [0.8, 0.6], [0.0, 2.0], [-1.0, 0.0], [-3.0, 0.0]]
    assert list(diverse_subset(vectors, 3)) == [0, 3, 2]
    assert list(diverse_subset(vectors, 2, start=3)) == [3, 0]
