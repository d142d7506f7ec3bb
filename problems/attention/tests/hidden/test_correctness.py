"""Values, shapes, dtypes, errors and untouched arguments, without masks."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from solution import attention, blockwise_attention, multi_head_attention

TOLERANCE = {np.dtype(np.float64): 1e-8, np.dtype(np.float32): 1e-4}
LEADING = st.sampled_from([(), (1,), (3,), (2, 3)])
SIZE = st.integers(1, 5)
SEED = st.integers(0, 10_000)


def agree(result, expected, dtype=np.float64):
    """Same kind, dtype, shape and, within the brief's tolerance, values."""
    assert isinstance(result, np.ndarray)
    assert result.dtype == dtype
    assert result.shape == expected.shape
    tolerance = TOLERANCE[np.dtype(dtype)]
    np.testing.assert_allclose(result, expected, rtol=tolerance, atol=tolerance)


def expected_attention(q, k, v, scale=None):
    """The definition, number by number."""
    if scale is None:
        scale = q.shape[-1] ** -0.5
    out = np.zeros((*q.shape[:-1], v.shape[-1]))
    for *batch, row in np.ndindex(q.shape[:-1]):
        query, keys, values = (array[tuple(batch)].tolist() for array in (q, k, v))
        scores = [scale * math.fsum(a * b for a, b in zip(query[row], key, strict=True)) for key in keys]
        top = max(scores)
        weights = [math.exp(score - top) for score in scores]
        columns = zip(*values, strict=True)
        sums = [math.fsum(w * x for w, x in zip(weights, column, strict=True)) for column in columns]
        out[(*batch, row)] = [total / math.fsum(weights) for total in sums]
    return out


def expected_multi_head(x_q, x_kv, weights, num_heads):
    """One head at a time, columns cut by hand."""
    w_q, w_k, w_v, w_o = weights
    d_head = x_q.shape[-1] // num_heads
    heads = []
    for head in range(num_heads):
        columns = slice(head * d_head, head * d_head + d_head)
        projected = (x_q @ w_q[:, columns], x_kv @ w_k[:, columns], x_kv @ w_v[:, columns])
        heads.append(expected_attention(*projected))
    return np.concatenate(heads, axis=-1) @ w_o


def draw_qkv(rng, leading, n_q, n_k, d_k, d_v):
    """Draw q, k, v with scores well inside what exp can take."""
    return tuple(2 * rng.standard_normal((*leading, n, d)) for n, d in ((n_q, d_k), (n_k, d_k), (n_k, d_v)))


@given(LEADING, SIZE, SIZE, SIZE, SIZE, SEED)
def test_attention_follows_the_definition(leading, n_q, n_k, d_k, d_v, seed):
    """`attention` is the softmax-weighted average of the values, for any leading axes and sizes."""
    q, k, v = draw_qkv(np.random.default_rng(seed), leading, n_q, n_k, d_k, d_v)
    agree(attention(q, k, v), expected_attention(q, k, v))


@given(st.floats(-2.0, 2.0), SIZE, SIZE, SEED)
def test_attention_uses_a_given_scale(scale, n_q, n_k, seed):
    """A given `scale` replaces 1 / sqrt(d_k) in `attention`, negative ones too."""
    q, k, v = draw_qkv(np.random.default_rng(seed), (2,), n_q, n_k, 3, 2)
    agree(attention(q, k, v, scale=scale), expected_attention(q, k, v, scale))


def test_scale_zero_is_the_plain_mean():
    """`scale=0.0` is used as it is, in `attention`: every key weighs the same."""
    q, k, v = draw_qkv(np.random.default_rng(3), (2,), 3, 7, 4, 5)
    mean = np.broadcast_to(v.mean(axis=-2, keepdims=True), (2, 3, 5))
    agree(attention(q, k, v, scale=0.0), mean)


@given(LEADING, SIZE, SIZE, st.integers(1, 4), st.integers(1, 3), SEED)
def test_multi_head_follows_the_definition(leading, n_q, n_k, num_heads, d_head, seed):
    """Heads take contiguous columns, attend with 1 / sqrt(d_head), and are joined in order before `w_o`."""
    d_model = num_heads * d_head
    rng = np.random.default_rng(seed)
    x_q, x_kv = (rng.standard_normal((*leading, n, d_model)) for n in (n_q, n_k))
    weights = [rng.standard_normal((d_model, d_model)) for _ in range(4)]
    result = multi_head_attention(x_q, x_kv, *weights, num_heads=num_heads)
    agree(result, expected_multi_head(x_q, x_kv, weights, num_heads))


def test_multi_head_on_a_batch_of_ordinary_size():
    """A batch of 8 texts of 256 tokens, 256 wide, in 8 heads, is done within the time limit."""
    rng = np.random.default_rng(11)
    x = rng.standard_normal((8, 256, 256))
    w_q, w_k, w_v, w_o = (rng.standard_normal((256, 256)) / 16 for _ in range(4))
    result = multi_head_attention(x, x, w_q, w_k, w_v, w_o, num_heads=8)
    assert result.shape == (8, 256, 256)
    for text, token in [(0, 0), (3, 100), (7, 255)]:
        row = np.zeros(256)
        for start in range(0, 256, 32):
            head = slice(start, start + 32)
            scores = (x[text] @ w_k[:, head]) @ (x[text, token] @ w_q[:, head]) * 32**-0.5
            weights = np.exp(scores - scores.max())
            row[head] = weights @ (x[text] @ w_v[:, head]) / weights.sum()
        agree(result[text, token], row @ w_o)


def test_multi_head_refuses_heads_that_do_not_divide_the_model():
    """`ValueError` if `d_model` is not a multiple of `num_heads`."""
    x, w = np.ones((2, 6)), np.eye(6)
    with pytest.raises(ValueError):
        multi_head_attention(x, x, w, w, w, w, num_heads=4)


@given(LEADING, SIZE, st.integers(1, 11), SIZE, SIZE, st.integers(1, 13), SEED)
def test_blockwise_follows_the_definition(leading, n_q, n_k, d_k, d_v, block_size, seed):
    """`blockwise_attention` gives attention's result for any block size, dividing `n_k` or not, or larger than it."""
    q, k, v = draw_qkv(np.random.default_rng(seed), leading, n_q, n_k, d_k, d_v)
    agree(blockwise_attention(q, k, v, block_size=block_size), expected_attention(q, k, v))


@given(st.floats(-2.0, 2.0), st.integers(1, 9), st.integers(1, 4), SEED)
def test_blockwise_uses_a_given_scale(scale, n_k, block_size, seed):
    """A given `scale` replaces 1 / sqrt(d_k) in `blockwise_attention` too."""
    q, k, v = draw_qkv(np.random.default_rng(seed), (2,), 3, n_k, 3, 2)
    result = blockwise_attention(q, k, v, block_size=block_size, scale=scale)
    agree(result, expected_attention(q, k, v, scale))


def test_blockwise_scale_zero_is_the_plain_mean():
    """`scale=0.0` is used as it is, in `blockwise_attention`, however the keys fall into blocks."""
    q, k, v = draw_qkv(np.random.default_rng(4), (), 4, 10, 2, 3)
    mean = np.broadcast_to(v.mean(axis=-2, keepdims=True), (4, 3))
    agree(blockwise_attention(q, k, v, block_size=4, scale=0.0), mean)


@pytest.mark.parametrize("block_size", [0, -3])
def test_blockwise_refuses_an_empty_block(block_size):
    """`ValueError` if `block_size` is less than 1."""
    x = np.ones((2, 2))
    with pytest.raises(ValueError):
        blockwise_attention(x, x, x, block_size=block_size)


def test_attention_keeps_float32():
    """Float32 arrays give a float32 result, with and without a given scale."""
    q, k, v = draw_qkv(np.random.default_rng(5), (2,), 3, 6, 5, 4)
    single = [array.astype(np.float32) for array in (q, k, v)]
    agree(attention(*single), expected_attention(*single), np.float32)
    agree(attention(*single, scale=0.25), expected_attention(*single, 0.25), np.float32)


def test_multi_head_keeps_float32():
    """Float32 arrays give a float32 result in `multi_head_attention`."""
    rng = np.random.default_rng(6)
    x_q, x_kv = (rng.standard_normal((2, n, 6)).astype(np.float32) for n in (3, 5))
    weights = [(rng.standard_normal((6, 6)) / 2).astype(np.float32) for _ in range(4)]
    result = multi_head_attention(x_q, x_kv, *weights, num_heads=2)
    x_q, x_kv, *weights = (array.astype(np.float64) for array in (x_q, x_kv, *weights))
    agree(result, expected_multi_head(x_q, x_kv, weights, 2), np.float32)


def test_blockwise_keeps_float32():
    """Float32 arrays give a float32 result in `blockwise_attention`."""
    q, k, v = draw_qkv(np.random.default_rng(7), (2,), 3, 9, 5, 4)
    single = [array.astype(np.float32) for array in (q, k, v)]
    agree(blockwise_attention(*single, block_size=4), expected_attention(*single), np.float32)


def test_attention_leaves_its_arguments_alone(inout):
    """The caller's q, k and v are the same after a call of `attention`, with and without a given scale."""
    arrays = draw_qkv(np.random.default_rng(8), (2,), 4, 4, 3, 3)
    before = [array.copy() for array in arrays]
    attention(*(inout(array) for array in arrays))
    attention(*(inout(array) for array in arrays), scale=0.5)
    for array, copy in zip(arrays, before, strict=True):
        np.testing.assert_array_equal(array, copy)


def test_multi_head_leaves_its_arguments_alone(inout):
    """The caller's inputs and weights are the same after a call of `multi_head_attention`."""
    rng = np.random.default_rng(9)
    arrays = [rng.standard_normal((4, 4)) for _ in range(6)]
    before = [array.copy() for array in arrays]
    multi_head_attention(*(inout(array) for array in arrays), num_heads=2)
    for array, copy in zip(arrays, before, strict=True):
        np.testing.assert_array_equal(array, copy)


def test_blockwise_leaves_its_arguments_alone(inout):
    """The caller's q, k and v are the same after a call of `blockwise_attention`, with and without a given scale."""
    arrays = draw_qkv(np.random.default_rng(10), (), 4, 7, 3, 3)
    before = [array.copy() for array in arrays]
    blockwise_attention(*(inout(array) for array in arrays), block_size=3)
    blockwise_attention(*(inout(array) for array in arrays), block_size=3, scale=-2.0)
    for array, copy in zip(arrays, before, strict=True):
        np.testing.assert_array_equal(array, copy)
