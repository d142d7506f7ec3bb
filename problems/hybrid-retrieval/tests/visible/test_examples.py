"""The brief's examples."""

import numpy as np
import pytest
from solution import HybridIndex, diversify, fuse, tokenize

PASSAGES = [
    ("seal", "Replace the shaft seal PX-4410 of the pump."),
    ("noise", "A pump that rattles: check the bearings of the pump."),
    ("seal-2019", "Replace the shaft seal PX-4410 of the pump. (2019)"),
    ("scan", ""),
]
VECTORS = np.array([[4.0, 3.0], [0.0, 2.0], [4.0, 3.0], [0.0, 0.0]])


@pytest.fixture
def index():
    return HybridIndex(PASSAGES, VECTORS)


def ids(ranking):
    return [passage_id for passage_id, _ in ranking]


def test_tokens():
    assert tokenize("Groß: PX-4410_b, 2.5 bar!") == ["gross", "px", "4410", "b", "2", "5", "bar"]


def test_keyword(index):
    ranking = index.keyword("pump", 5)
    assert ids(ranking) == ["noise", "seal", "seal-2019"]
    assert [score for _, score in ranking] == pytest.approx([0.44315, 0.32462, 0.30876], abs=1e-5)
    assert ids(index.keyword("px 4410", 1)) == ["seal"]
    assert index.keyword("pumps", 5) == []


def test_dense(index):
    ranking = index.dense([1.0, 0.0], 5)
    assert ids(ranking) == ["seal", "seal-2019", "noise"]
    assert [score for _, score in ranking] == pytest.approx([0.8, 0.8, 0.0], abs=1e-9)


def test_fuse():
    fused = fuse([["a", "b", "c"], ["c", "b", "d"]])
    assert ids(fused) == ["c", "b", "a", "d"]
    assert [score for _, score in fused] == pytest.approx([1 / 63 + 1 / 61, 2 / 62, 1 / 61, 1 / 63], abs=1e-9)
    assert ids(fuse([["a", "b"], ["b", "a"]])) == ["a", "b"]


def test_diversify():
    vectors = {"a": [1.0, 0.0], "a again": [1.0, 0.0], "other": [0.0, 1.0]}
    candidates = [("a", 10.0), ("a again", 9.0), ("other", 6.0)]
    assert diversify(candidates, vectors, 2, 0.5) == ["a", "other"]
    assert diversify(candidates, vectors, 2, 1.0) == ["a", "a again"]


def test_search(index):
    assert index.search("pump", [1.0, 0.0], 3) == ["seal", "noise", "seal-2019"]
    assert index.search("pump", None, 2) == ["noise", "seal"]
    assert index.search("seal", [1.0, 0.0], 2, trade_off=0.25) == ["seal", "noise"]
