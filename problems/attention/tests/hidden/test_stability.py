"""Scores that are very large, very small, or both.

The scores of these tests are exact in floating point: products of small whole numbers (and eighths), shifted by whole numbers below
100,000, with a scale that is a power of two or minus one. So the expected weights are known exactly, and every order of summation gives the same scores.
"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from solution import attention, blockwise_attention, multi_head_attention

BIG = 99_990  # with what is added to it, just below the largest score that the brief announces
HUGE = 1e11  # what a masked key may score
SEED = st.integers(0, 10_000)


def softmax_average(relative_scores, values):
    """Average `values` under scores that are small already; -inf where a key is masked."""
    weights = np.exp(np.asarray(relative_scores, dtype=np.float64))
    return (weights @ values) / weights.sum(axis=-1, keepdims=True)


def agree(result, expected, tolerance=1e-8):
    assert isinstance(result, np.ndarray)
    assert result.shape == expected.shape
    assert np.isfinite(result).all()
    np.testing.assert_allclose(result, expected, rtol=tolerance, atol=tolerance)


def keys_with_scores(scores, shift):
    """Make keys so that the query (1, 1) has the given scores, plus `shift`."""
    return np.array([[float(shift), float(score)] for score in scores])


VALUES = np.array([[1.0, -2.0], [3.0, 5.0], [-4.0, 0.5], [2.0, 8.0], [0.25, -1.0]])
SCORES = [0.5, -1.0, 2.0, 0.0, 1.25]


@pytest.mark.parametrize("shift", [BIG, -BIG, 800, -800])
def test_attention_far_from_zero(shift):
    """Adding a constant to all scores of a row, of either sign, does not change its result in `attention`."""
    result = attention(np.ones((1, 2)), keys_with_scores(SCORES, shift), VALUES, scale=1.0)
    agree(result, softmax_average([SCORES], VALUES))


def test_attention_with_rows_far_apart():
    """Each row is normalised by itself: one row's large scores do not wash out another's."""
    q = np.array([[1.0, 1.0], [0.0, 1.0], [-1.0, 1.0]])
    result = attention(q, keys_with_scores(SCORES, BIG), VALUES, scale=1.0)
    agree(result, softmax_average([SCORES] * 3, VALUES))


def test_attention_with_a_masked_score_above_all_others():
    """A masked key whose score is larger than all others by far does not make the others vanish."""
    k = keys_with_scores(SCORES, 0)
    k[1], k[3] = (0.0, HUGE), (0.0, 5000.0)
    mask = np.array([True, False, True, False, True])
    result = attention(np.ones((1, 2)), k, VALUES, scale=1.0, mask=mask)
    agree(result, softmax_average([np.array(SCORES)[mask]], VALUES[mask]))


def test_attention_with_a_mask_far_below_zero():
    """Where all scores are very negative, the allowed ones still win over the masked ones."""
    mask = np.array([[True, False, True, True, False], [False] * 5])
    result = attention(np.ones((2, 2)), keys_with_scores(SCORES, -BIG), VALUES, scale=1.0, mask=mask)
    expected = np.zeros((2, 2))
    expected[0] = softmax_average(np.array(SCORES)[mask[0]], VALUES[mask[0]])
    agree(result, expected)


@pytest.mark.parametrize("gap", [30.0, 1e4, float(BIG)])
def test_attention_with_one_winner(gap):
    """A key that is ahead by far takes all the weight; under a negative scale it is the one with the least `q · k`."""
    k = keys_with_scores([0.0, gap, -gap, 0.0, 0.0], 0)
    for scale, winner in ((1.0, 1), (-1.0, 2)):
        result = attention(np.ones((1, 2)), k, VALUES, scale=scale)
        agree(result, VALUES[winner : winner + 1])


def test_attention_with_ties_far_from_zero():
    """Keys that share a very large score share the weight."""
    k = keys_with_scores([0.0, 0.0, -1000.0, -1000.0, 0.0], BIG)
    agree(attention(np.ones((1, 2)), k, VALUES, scale=1.0), VALUES[[0, 1, 4]].mean(axis=0, keepdims=True))


@given(st.integers(-BIG, BIG), st.integers(1, 5), SEED)
def test_attention_under_any_shift(shift, n_q, seed):
    """For whole-number shifts of any size, `attention` gives the result of the unshifted scores."""
    rng = np.random.default_rng(seed)
    q = np.concatenate([np.ones((n_q, 1)), rng.integers(-3, 4, (n_q, 2)).astype(float)], axis=1)
    k = np.concatenate([np.full((6, 1), float(shift)), rng.integers(-8, 9, (6, 2)) / 8.0], axis=1)
    v = rng.standard_normal((6, 3))
    agree(attention(q, k, v, scale=1.0), softmax_average(q[:, 1:] @ k[:, 1:].T, v))


def test_attention_float32_with_large_scores():
    """Float32 scores of 200, of either sign, come out finite and right."""
    q = np.ones((1, 2), dtype=np.float32)
    for shift in (198, -198):
        k = keys_with_scores(SCORES, shift).astype(np.float32)
        result = attention(q, k, VALUES.astype(np.float32), scale=1.0)
        agree(result, softmax_average([SCORES], VALUES), tolerance=1e-4)


@pytest.mark.parametrize("offset", [0, BIG, -BIG])
def test_multi_head_with_large_scores(offset):
    """Scores far from zero come out right in `multi_head_attention`, in each head."""
    head_scores = np.array([[0.0, 1.0, 3.0, -2.0], [2.0, 0.0, -1.0, 1.0]])  # two heads, four keys
    x_q = np.tile([1.0, 1.0, 0.0, 0.0], 2)[np.newaxis]
    x_kv = np.zeros((4, 8))
    x_kv[:, 0], x_kv[:, 1] = offset, 2 * head_scores[0]  # d_head is 4, so the scale is one half
    x_kv[:, 4], x_kv[:, 5] = -offset, 2 * head_scores[1]
    x_kv[:, 2], x_kv[:, 6] = [1.0, 2.0, 3.0, 4.0], [5.0, -6.0, 7.0, -8.0]
    pick = np.zeros((8, 8))
    pick[2, 2] = pick[6, 6] = 1.0  # values without the large numbers
    eye = np.eye(8)
    result = multi_head_attention(x_q, x_kv, eye, eye, pick, eye, num_heads=2)
    expected = np.zeros((1, 8))
    expected[0, 2] = softmax_average(head_scores[0], x_kv[:, 2:3])[0]
    expected[0, 6] = softmax_average(head_scores[1], x_kv[:, 6:7])[0]
    agree(result, expected)


@pytest.mark.parametrize("shift", [BIG, -BIG, 900, -900])
def test_blockwise_far_from_zero(shift):
    """Adding a constant to all scores of a row, of either sign, does not change its result, in blocks of any size."""
    for block_size in (1, 2, 3, 5, 8):
        k = keys_with_scores(SCORES, shift)
        result = blockwise_attention(np.ones((1, 2)), k, VALUES, block_size=block_size, scale=1.0)
        agree(result, softmax_average([SCORES], VALUES))


@pytest.mark.parametrize("shift", [BIG, -BIG])
def test_blockwise_where_each_block_is_a_little_larger(shift):
    """In blocks too, scores that rise by an eighth at a time count as that, however large they all are."""
    scores = [0.0, 0.125, 0.25, 0.375, 0.5]
    for block_size in (1, 2, 3):
        k = keys_with_scores(scores, shift)
        result = blockwise_attention(np.ones((1, 2)), k, VALUES, block_size=block_size, scale=1.0)
        agree(result, softmax_average([scores], VALUES))


@given(st.permutations([0.0, 1.0, 1000.0, -1e5, 1e5, 99_999.0, 99_998.0]), st.integers(1, 7))
def test_blockwise_in_any_order_of_sizes(scores, block_size):
    """Blocks may come in any order: large scores first, last or between, with the same result; scaled by -1 too."""
    v = np.array([[float(i), 1.0] for i in range(7)])
    k = keys_with_scores(scores, 0)
    for keys, scale in ((k, 1.0), (-k, -1.0)):
        result = blockwise_attention(np.ones((1, 2)), keys, v, block_size=block_size, scale=scale)
        agree(result, softmax_average([np.array(scores) - BIG], v))


def test_blockwise_with_rows_far_apart():
    """In blocks too, each row is normalised by itself."""
    q = np.array([[1.0, 1.0], [0.0, 1.0], [-1.0, 1.0]])
    result = blockwise_attention(q, keys_with_scores(SCORES, BIG), VALUES, block_size=2, scale=1.0)
    agree(result, softmax_average([SCORES] * 3, VALUES))


def test_blockwise_with_masked_scores_above_all_others():
    """In blocks too, a masked key whose score is larger than all others does not make the others vanish."""
    k = keys_with_scores(SCORES, -BIG)
    k[0], k[3] = (0.0, HUGE), (0.0, 5000.0)
    mask = np.array([[False, True, True, False, True], [False] * 5])
    for block_size in (1, 2, 3, 6):
        result = blockwise_attention(np.ones((2, 2)), k, VALUES, block_size=block_size, scale=1.0, mask=mask)
        expected = np.zeros((2, 2))
        expected[0] = softmax_average(np.array(SCORES)[mask[0]], VALUES[mask[0]])
        agree(result, expected)


def test_blockwise_float32_with_large_scores():
    """Float32 scores of 200, of either sign, come out finite and right in blocks."""
    q = np.ones((1, 2), dtype=np.float32)
    for shift in (198, -198):
        k = keys_with_scores(SCORES, shift).astype(np.float32)
        result = blockwise_attention(q, k, VALUES.astype(np.float32), block_size=2, scale=1.0)
        agree(result, softmax_average([SCORES], VALUES), tolerance=1e-4)
