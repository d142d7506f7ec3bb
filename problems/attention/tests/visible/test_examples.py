"""The brief's examples, and one look at memory."""

import math
import tracemalloc

import numpy as np
import pytest
from solution import attention, blockwise_attention, multi_head_attention


def test_weights_are_the_softmax_of_the_scores():
    result = attention(np.array([[1.0]]), np.array([[0.0], [math.log(3)]]), np.array([[0.0], [4.0]]))
    np.testing.assert_allclose(result, [[3.0]])


def test_causal_puts_the_last_query_at_the_last_key():
    result = attention(np.zeros((2, 1)), np.ones((3, 1)), np.array([[3.0], [6.0], [9.0]]), causal=True)
    np.testing.assert_allclose(result, [[4.5], [6.0]])


def test_a_query_that_may_attend_to_nothing_gets_zeros():
    mask = np.array([[False, False], [False, True]])
    result = attention(np.zeros((2, 1)), np.ones((2, 1)), np.array([[5.0], [7.0]]), mask=mask)
    np.testing.assert_allclose(result, [[0.0], [7.0]])


def test_large_scores_do_not_overflow():
    result = attention(np.array([[1000.0]]), np.array([[50.0], [51.0]]), np.array([[2.0], [4.0]]))
    np.testing.assert_allclose(result, [[4.0]])


def test_heads_attend_separately():
    eye = np.eye(2)
    x_q, x_kv = np.array([[1.0, 0.0]]), np.array([[0.0, 2.0], [math.log(3), 4.0]])
    result = multi_head_attention(x_q, x_kv, eye, eye, eye, eye, num_heads=2)
    np.testing.assert_allclose(result, [[0.75 * math.log(3), 3.0]])


@pytest.mark.parametrize("block_size", [1, 2, 3])
def test_blocks_give_the_same_result(block_size):
    q, k, v = np.array([[1.0]]), np.array([[0.0], [math.log(3)]]), np.array([[0.0], [4.0]])
    np.testing.assert_allclose(blockwise_attention(q, k, v, block_size=block_size), [[3.0]])


@pytest.mark.limit(memory_mb=80)
def test_blocks_need_less_memory_than_the_score_matrix():
    """The full matrix of scores would take 134 MB here. In plain pytest, tracemalloc sees what numpy allocates."""
    rng = np.random.default_rng(1)
    q, k, v = (rng.standard_normal((4096, 4)) for _ in range(3))
    tracemalloc.start()
    try:
        result = blockwise_attention(q, k, v, block_size=64)
        _, peak_bytes = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert result.shape == (4096, 4)
    assert peak_bytes < 60_000_000
