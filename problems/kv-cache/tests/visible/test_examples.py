"""The brief's examples, and one look at memory."""

import math
import tracemalloc

import numpy as np
import pytest
from solution import Decoder, full_attention

EYE = np.eye(2)
LEVEL = (np.zeros((2, 2)), EYE, EYE, EYE)  # scores are equal, an output is the mean of what it sees
ONE_HEAD = {"num_heads": 1, "num_kv_heads": 1}
X = np.array([[2.0, 0.0], [4.0, 0.0], [9.0, 3.0]])


def test_a_position_sees_itself_and_those_before_it():
    np.testing.assert_allclose(full_attention(X, *LEVEL, **ONE_HEAD), [[2.0, 0.0], [3.0, 0.0], [5.0, 1.0]])


def test_a_window_counts_the_position_itself():
    np.testing.assert_allclose(full_attention(X, *LEVEL, window=2, **ONE_HEAD), [[2.0, 0.0], [3.0, 0.0], [6.5, 1.5]])


def test_keys_turn_with_the_distance():
    """The scores of the second position are c * cos(1) and c, a difference of log 3: the weights are 1/4 and 3/4."""
    c = math.log(3) / (1 - math.cos(1))
    pick, place = np.array([[1.0, 0.0], [0.0, 1.0], [0.0, 0.0]]), np.array([[0.0, 0.0], [0.0, 0.0], [1.0, 0.0]])
    result = full_attention(
        np.array([[1.0, 0.0, 5.0], [1.0, 0.0, 9.0]]), c * math.sqrt(2) * pick, pick, place, place.T, **ONE_HEAD
    )
    np.testing.assert_allclose(result, [[0.0, 0.0, 5.0], [0.0, 0.0, 8.0]])


def test_neighbouring_heads_share_keys_and_values():
    """Four heads, two of keys and values, with values (1, 0) and (0, 1); w_o weighs the heads with 1, 10, 100, 1000."""
    w_o = np.zeros((8, 1))
    w_o[[0, 2, 4, 6], 0] = [1.0, 10.0, 100.0, 1000.0]  # the first number of each head
    result = full_attention(
        np.array([[1.0]]), np.zeros((1, 8)), np.zeros((1, 4)), np.array([[1.0, 0.0, 0.0, 1.0]]), w_o,
        num_heads=4, num_kv_heads=2,
    )  # fmt: skip
    np.testing.assert_allclose(result, [[11.0]])


def test_decoding_goes_on_where_it_was():
    decoder = Decoder(*LEVEL, window=2, rollback=1, **ONE_HEAD)
    np.testing.assert_allclose(decoder.extend(X[:1]), [[2.0, 0.0]])
    np.testing.assert_allclose(decoder.extend(X[1:]), [[3.0, 0.0], [6.5, 1.5]])
    assert decoder.extend(np.empty((0, 2))).shape == (0, 2)
    assert decoder.length() == 3


def test_going_back():
    decoder = Decoder(*LEVEL, window=2, rollback=1, **ONE_HEAD)
    decoder.extend(X)
    decoder.rewind(2)
    np.testing.assert_allclose(decoder.extend(np.array([[0.0, 2.0]])), [[2.0, 1.0]])
    decoder.rewind(2)
    with pytest.raises(ValueError):
        decoder.rewind(1)
    assert decoder.length() == 2


def test_forks_go_their_own_ways():
    decoder = Decoder(*LEVEL, **ONE_HEAD)
    decoder.extend(X[:2])
    other = decoder.fork()
    np.testing.assert_allclose(decoder.extend(np.array([[0.0, 3.0]])), [[2.0, 1.0]])
    np.testing.assert_allclose(other.extend(np.array([[6.0, 9.0]])), [[4.0, 3.0]])


@pytest.mark.limit(memory_mb=100)
def test_forks_need_little_memory():
    """A copy for each of 32 forks would take 131 MB. In plain pytest, tracemalloc sees what numpy allocates."""
    rng = np.random.default_rng(7)
    weights = [rng.standard_normal((8, 512)) for _ in range(3)]
    tracemalloc.start()
    try:
        decoder = Decoder(*weights, rng.standard_normal((512, 8)), num_heads=2, num_kv_heads=2)
        decoder.extend(rng.standard_normal((500, 8)))
        forks = [decoder.fork() for _ in range(32)]
        for fork in forks:
            fork.extend(rng.standard_normal((1, 8)))
        _, peak_bytes = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak_bytes < 60_000_000
