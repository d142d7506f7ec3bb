"""Masks of every shape, causal masks, both, and queries that see nothing."""

import itertools
import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from solution import attention, blockwise_attention, multi_head_attention

TOLERANCE = {np.dtype(np.float64): 1e-8, np.dtype(np.float32): 1e-4}
SEED = st.integers(0, 10_000)
SIZE = st.integers(1, 6)
CUTS = st.tuples(st.booleans(), st.booleans(), st.booleans())


def agree(result, expected, dtype=np.float64):
    """Same dtype, shape and, within the brief's tolerance, values."""
    assert isinstance(result, np.ndarray)
    assert result.dtype == dtype
    assert result.shape == expected.shape
    tolerance = TOLERANCE[np.dtype(dtype)]
    np.testing.assert_allclose(result, expected, rtol=tolerance, atol=tolerance)


def expected_attention(q, k, v, allowed, scale=None):
    """Average over the allowed keys only, number by number; `allowed` broadcasts to (..., n_q, n_k)."""
    scale = q.shape[-1] ** -0.5 if scale is None else scale
    allowed = np.broadcast_to(allowed, (*q.shape[:-1], k.shape[-2]))
    out = np.zeros((*q.shape[:-1], v.shape[-1]))
    for *batch, row in np.ndindex(q.shape[:-1]):
        keys = np.flatnonzero(allowed[(*batch, row)])
        if not keys.size:
            continue
        at = tuple(batch)
        scores = [scale * math.fsum((q[(*at, row)] * k[(*at, key)]).tolist()) for key in keys]
        weights = [math.exp(score - max(scores)) for score in scores]
        for column in range(v.shape[-1]):
            terms = [w * float(v[(*at, key, column)]) for w, key in zip(weights, keys, strict=True)]
            out[(*at, row, column)] = math.fsum(terms) / math.fsum(weights)
    return out


def expected_multi_head(x_q, x_kv, weights, num_heads, allowed):
    """One head at a time, all under the same `allowed`."""
    w_q, w_k, w_v, w_o = weights
    d_head = x_q.shape[-1] // num_heads
    heads = []
    for head in range(num_heads):
        columns = slice(head * d_head, head * d_head + d_head)
        projected = (x_q @ w_q[:, columns], x_kv @ w_k[:, columns], x_kv @ w_v[:, columns])
        heads.append(expected_attention(*projected, allowed))
    return np.concatenate(heads, axis=-1) @ w_o


def causal_table(n_q, n_k):
    """The brief's inequality, entry by entry."""
    return np.array([[j <= i + (n_k - n_q) for j in range(n_k)] for i in range(n_q)])


def draw_qkv(rng, leading, n_q, n_k, d_k=3, d_v=2):
    return tuple(rng.standard_normal((*leading, n, d)) for n, d in ((n_q, d_k), (n_k, d_k), (n_k, d_v)))


def draw_mask(rng, full_shape, cuts, share):
    """Draw a mask whose axes are cut to length 1 where `cuts` says so (batch, queries, keys)."""
    shape = [1 if cut else size for cut, size in zip(cuts, full_shape, strict=True)]
    return rng.random(shape) < share


def every_mask(rng, full_shape):
    """Draw a mask of each shape that broadcasts to the full one: with no axis up to all, each whole or cut to 1."""
    yield from (np.array(True), np.array(False))
    for axes in range(1, len(full_shape) + 1):
        for shape in itertools.product(*((1, size) for size in full_shape[-axes:])):
            yield rng.random(shape) < 0.6


def ways_to_mask(mask):
    """The arguments that hide keys, and which keys they leave: the mask, `causal`, and both."""
    seen = causal_table(*mask.shape)
    return [({"mask": mask}, mask), ({"causal": True}, seen), ({"mask": mask, "causal": True}, mask & seen)]


def overflowing():
    """A query, keys (the values as well), masks and results; masked scores are infinite, or infinity minus infinity."""
    signs = np.resize([1.0, -1.0], 16)
    q, k = np.full((1, 16), 1e4), np.array([[0.5] * 16, [1e305] * 16, 1e305 * signs])
    return q, k, [(np.array([True, False, False]), k[:1]), (np.zeros(3, dtype=bool), np.zeros((1, 16)))]


def check_untouched(inout, function, *arrays, **settings):
    """Call with a mask of keys alone and one of two axes, and see that neither they nor the arrays are changed."""
    n_q, n_k = arrays[0].shape[-2], arrays[1].shape[-2]
    for mask in (np.arange(n_k) % 3 > 0, np.ones((n_q, n_k), dtype=bool)):
        before = [array.copy() for array in (*arrays, mask)]
        function(*(inout(array) for array in arrays), mask=inout(mask), causal=True, **settings)
        for array, copy in zip((*arrays, mask), before, strict=True):
            np.testing.assert_array_equal(array, copy)


@given(SIZE, SIZE, CUTS, st.sampled_from([0.2, 0.5, 0.8]), SEED)
def test_attention_under_any_mask(n_q, n_k, cuts, share, seed):
    """`attention` averages over the keys where the mask is True, whatever shape the mask broadcasts from."""
    rng = np.random.default_rng(seed)
    q, k, v = draw_qkv(rng, (2,), n_q, n_k)
    mask = draw_mask(rng, (2, n_q, n_k), cuts, share)
    agree(attention(q, k, v, mask=mask), expected_attention(q, k, v, mask))


def test_attention_under_a_mask_of_keys_alone():
    """A mask of shape (n_k,) hides the same keys from every query of every batch; `causal` counts hidden keys too."""
    mask = np.array([True, False, True, True, False])
    for n_q, causal in [(3, False), (3, True), (5, True)]:
        q, k, v = draw_qkv(np.random.default_rng(20), (2, 2), n_q, 5)
        allowed = mask & causal_table(n_q, 5) if causal else mask
        agree(attention(q, k, v, mask=mask, causal=causal), expected_attention(q, k, v, allowed))


def test_attention_under_a_mask_of_two_axes():
    """A mask of shape (n_q, n_k) holds for every batch alike, also where there are as many batches as queries."""
    rng = np.random.default_rng(29)
    q, k, v = draw_qkv(rng, (4,), 4, 5)
    mask = rng.random((4, 5)) < 0.5
    agree(attention(q, k, v, mask=mask), expected_attention(q, k, v, mask))


def test_attention_under_masks_of_any_number_of_axes():
    """Masks broadcast as numpy does it, from no axis at all to as many as q has, with `causal` and without."""
    rng = np.random.default_rng(32)
    q, k, v = draw_qkv(rng, (2, 2), 4, 5)
    for mask in every_mask(rng, (2, 2, 4, 5)):
        agree(attention(q, k, v, mask=mask), expected_attention(q, k, v, mask))
        agree(attention(q, k, v, mask=mask, causal=True), expected_attention(q, k, v, mask & causal_table(4, 5)))


def test_attention_that_sees_nothing_is_zero():
    """A query that may attend to no key gets a row of zeros, and its neighbours are not disturbed."""
    q, k, v = draw_qkv(np.random.default_rng(21), (), 4, 3)
    mask = np.array([[True, False, True], [False] * 3, [True] * 3, [False] * 3])
    result = attention(q, k, v + 10.0, mask=mask)
    np.testing.assert_array_equal(result[[1, 3]], np.zeros((2, 2)))
    agree(result, expected_attention(q, k, v + 10.0, mask))


@given(SIZE, SIZE, SEED)
def test_attention_causal_for_any_lengths(n_q, n_k, seed):
    """Causal: query i attends to key j only if j <= i + (n_k - n_q), for more, fewer or as many queries as keys."""
    q, k, v = draw_qkv(np.random.default_rng(seed), (2,), n_q, n_k)
    agree(attention(q, k, v, causal=True), expected_attention(q, k, v, causal_table(n_q, n_k)))


@given(SIZE, SIZE, CUTS, SEED)
def test_attention_under_mask_and_causal_together(n_q, n_k, cuts, seed):
    """With a mask and `causal`, a key must be allowed by both."""
    rng = np.random.default_rng(seed)
    q, k, v = draw_qkv(rng, (2,), n_q, n_k)
    mask = draw_mask(rng, (2, n_q, n_k), cuts, 0.7)
    result = attention(q, k, v, mask=mask, causal=True)
    agree(result, expected_attention(q, k, v, mask & causal_table(n_q, n_k)))


def test_attention_ignores_what_masked_keys_hold():
    """A masked key has no influence, however large the numbers in its k and v are."""
    q, k, v = draw_qkv(np.random.default_rng(22), (), 3, 6)
    mask = np.array([True, True, False, True, False, True])
    expected = expected_attention(q, k, v, mask)
    k[2], k[4], v[~mask] = 1e11, -1e11, 1e30
    agree(attention(q, k, v, mask=mask), expected)
    q, k, masks = overflowing()
    for (mask, expected), scale in itertools.product(masks, (1.0, 0.0, -1.0)):
        agree(attention(q, k, k, mask=mask, scale=scale), expected)


def test_attention_keeps_float32_under_masks():
    """Float32 arrays give a float32 result with a mask, with `causal` and with both, empty rows included."""
    rng = np.random.default_rng(33)
    q, k, v = (array.astype(np.float32) for array in draw_qkv(rng, (2,), 4, 5))
    mask = (rng.random((4, 5)) < 0.6) & (np.arange(4) != 2)[:, np.newaxis]
    for masked, allowed in ways_to_mask(mask):
        agree(attention(q, k, v, **masked), expected_attention(q, k, v, allowed), np.float32)


def test_attention_leaves_masked_arguments_alone(inout):
    """The caller's arrays and mask are the same after a call with a mask and `causal`."""
    check_untouched(inout, attention, *draw_qkv(np.random.default_rng(23), (), 4, 4))


@given(SIZE, SIZE, CUTS, st.booleans(), SEED)
def test_multi_head_under_any_mask(n_q, n_k, cuts, causal, seed):
    """In `multi_head_attention` the mask broadcasts to (..., n_q, n_k) and holds for every head alike."""
    rng = np.random.default_rng(seed)
    x_q, x_kv = (rng.standard_normal((2, n, 6)) for n in (n_q, n_k))
    weights = [rng.standard_normal((6, 6)) for _ in range(4)]
    mask = draw_mask(rng, (2, n_q, n_k), cuts, 0.6)
    result = multi_head_attention(x_q, x_kv, *weights, num_heads=3, mask=mask, causal=causal)
    allowed = mask & causal_table(n_q, n_k) if causal else mask
    agree(result, expected_multi_head(x_q, x_kv, weights, 3, allowed))


def test_multi_head_under_masks_of_any_number_of_axes():
    """In many heads too, masks broadcast from no axis up to (..., n_q, n_k), and none of their axes is the heads."""
    rng = np.random.default_rng(34)
    x_q, x_kv = (rng.standard_normal((2, 2, n, 4)) for n in (4, 5))
    weights = [rng.standard_normal((4, 4)) for _ in range(4)]
    for mask in every_mask(rng, (2, 2, 4, 5)):
        for causal in (False, True):
            result = multi_head_attention(x_q, x_kv, *weights, num_heads=2, mask=mask, causal=causal)
            allowed = mask & causal_table(4, 5) if causal else mask
            agree(result, expected_multi_head(x_q, x_kv, weights, 2, allowed))


def test_multi_head_mask_per_text_when_there_are_as_many_texts_as_heads():
    """The leading axis of a mask is the batch, also where the number of heads is the same."""
    rng = np.random.default_rng(24)
    x = rng.standard_normal((2, 4, 4))
    weights = [rng.standard_normal((4, 4)) for _ in range(4)]
    mask = np.zeros((2, 4, 4), dtype=bool)
    mask[0, :, :1] = mask[1, :, 2:] = True
    result = multi_head_attention(x, x, *weights, num_heads=2, mask=mask)
    agree(result, expected_multi_head(x, x, weights, 2, mask))


def test_multi_head_under_a_mask_of_keys_alone():
    """A mask of shape (n_k,) works in `multi_head_attention`, with and without a batch axis."""
    rng = np.random.default_rng(25)
    weights = [rng.standard_normal((4, 4)) for _ in range(4)]
    mask = np.array([False, True, True, False, True])
    for leading in [(), (3,)]:
        x = rng.standard_normal((*leading, 5, 4))
        result = multi_head_attention(x, x, *weights, num_heads=2, mask=mask)
        agree(result, expected_multi_head(x, x, weights, 2, mask))


def test_multi_head_under_a_mask_of_two_axes():
    """A mask of shape (n_q, n_k), or (n_q, 1), holds for every text and head, as many as there are queries or not."""
    rng = np.random.default_rng(30)
    weights = [rng.standard_normal((4, 4)) for _ in range(4)]
    for leading, num_heads in [((), 2), ((4,), 4), ((2, 4), 2), ((1,), 4)]:
        x = rng.standard_normal((*leading, 4, 4))
        for mask in (rng.random((4, 4)) < 0.5, np.array([[True], [False], [True], [True]])):
            result = multi_head_attention(x, x, *weights, num_heads=num_heads, mask=mask)
            agree(result, expected_multi_head(x, x, weights, num_heads, mask))


@given(SIZE, SIZE, st.integers(1, 8), SEED)
def test_multi_head_causal_for_any_lengths(n_q, n_k, num_heads, seed):
    """`causal` in `multi_head_attention` follows the same rule as in `attention`."""
    rng = np.random.default_rng(seed)
    d_model = 2 * num_heads
    x_q, x_kv = (rng.standard_normal((n, d_model)) for n in (n_q, n_k))
    weights = [rng.standard_normal((d_model, d_model)) for _ in range(4)]
    result = multi_head_attention(x_q, x_kv, *weights, num_heads=num_heads, causal=True)
    agree(result, expected_multi_head(x_q, x_kv, weights, num_heads, causal_table(n_q, n_k)))


def test_multi_head_ignores_what_masked_keys_hold():
    """In many heads too, a masked key has no influence, however large the numbers in its row of x_kv are."""
    rng = np.random.default_rng(35)
    x_q, x_kv = (rng.standard_normal((n, 6)) for n in (3, 5))
    weights = [rng.standard_normal((6, 6)) for _ in range(4)]
    mask = np.array([True, False, True, False, True])
    expected = expected_multi_head(x_q, x_kv, weights, 2, mask)
    x_kv[1], x_kv[3] = 1e11, -1e11
    agree(multi_head_attention(x_q, x_kv, *weights, num_heads=2, mask=mask), expected)
    x_q, x_kv, masks = overflowing()
    for mask, expected in masks:
        agree(multi_head_attention(x_q, x_kv, *[np.eye(16)] * 4, num_heads=1, mask=mask), expected)


def test_multi_head_keeps_float32_under_masks():
    """Float32 arrays give a float32 result in many heads, with a mask, with `causal` and with both."""
    rng = np.random.default_rng(36)
    x_q, x_kv = (rng.standard_normal((2, n, 6)).astype(np.float32) for n in (4, 5))
    weights = [(rng.standard_normal((6, 6)) / 2).astype(np.float32) for _ in range(4)]
    mask = (rng.random((4, 5)) < 0.6) & (np.arange(4) != 1)[:, np.newaxis]
    for masked, allowed in ways_to_mask(mask):
        result = multi_head_attention(x_q, x_kv, *weights, num_heads=2, **masked)
        agree(result, expected_multi_head(x_q, x_kv, weights, 2, allowed), np.float32)


def test_multi_head_leaves_masked_arguments_alone(inout):
    """The caller's inputs, weights and mask are the same after `multi_head_attention` with a mask and `causal`."""
    rng = np.random.default_rng(37)
    check_untouched(inout, multi_head_attention, *(rng.standard_normal((4, 4)) for _ in range(6)), num_heads=2)


@given(SIZE, st.integers(1, 9), CUTS, st.booleans(), st.integers(1, 10), SEED)
def test_blockwise_under_any_mask(n_q, n_k, cuts, causal, block_size, seed):
    """`blockwise_attention` obeys mask and `causal` for every block size and mask shape."""
    rng = np.random.default_rng(seed)
    q, k, v = draw_qkv(rng, (2,), n_q, n_k)
    mask = draw_mask(rng, (2, n_q, n_k), cuts, 0.5)
    result = blockwise_attention(q, k, v, block_size=block_size, mask=mask, causal=causal)
    allowed = mask & causal_table(n_q, n_k) if causal else mask
    agree(result, expected_attention(q, k, v, allowed))


@given(SIZE, st.integers(1, 9), st.integers(1, 10), SEED)
def test_blockwise_causal_for_any_lengths(n_q, n_k, block_size, seed):
    """`causal` in `blockwise_attention` counts keys from the start of `k`, not of a block."""
    q, k, v = draw_qkv(np.random.default_rng(seed), (), n_q, n_k)
    result = blockwise_attention(q, k, v, block_size=block_size, causal=True)
    agree(result, expected_attention(q, k, v, causal_table(n_q, n_k)))


def test_blockwise_under_a_mask_of_two_axes():
    """In blocks too, a mask of shape (n_q, n_k) holds for every batch alike."""
    rng = np.random.default_rng(31)
    q, k, v = draw_qkv(rng, (4,), 4, 7)
    mask = rng.random((4, 7)) < 0.5
    agree(blockwise_attention(q, k, v, block_size=3, mask=mask), expected_attention(q, k, v, mask))


def test_blockwise_under_a_mask_of_keys_alone():
    """In blocks too, a mask of shape (n_k,) hides the same keys from every query; `causal` counts hidden keys too."""
    mask = np.array([True, False, True, True, False, True, True])
    for n_q, causal in [(3, False), (3, True), (7, True)]:
        q, k, v = draw_qkv(np.random.default_rng(38), (2, 2), n_q, 7)
        allowed = mask & causal_table(n_q, 7) if causal else mask
        result = blockwise_attention(q, k, v, block_size=3, mask=mask, causal=causal)
        agree(result, expected_attention(q, k, v, allowed))


def test_blockwise_under_masks_of_any_number_of_axes():
    """In blocks too, masks broadcast as numpy does it, from no axis at all to as many as q has."""
    rng = np.random.default_rng(39)
    q, k, v = draw_qkv(rng, (2, 2), 4, 5)
    for mask in every_mask(rng, (2, 2, 4, 5)):
        for causal in (False, True):
            result = blockwise_attention(q, k, v, block_size=2, mask=mask, causal=causal)
            allowed = mask & causal_table(4, 5) if causal else mask
            agree(result, expected_attention(q, k, v, allowed))


def test_blockwise_with_blocks_that_are_masked_throughout():
    """Blocks with no allowed key, first, in the middle or last, change nothing."""
    q, k, v = draw_qkv(np.random.default_rng(26), (), 3, 12)
    for open_keys in ([4, 5, 9], [0, 11], [7], [10, 11], [0, 1]):
        mask = np.zeros(12, dtype=bool)
        mask[open_keys] = True
        result = blockwise_attention(q, k, v, block_size=3, mask=mask)
        agree(result, expected_attention(q, k, v, mask))


def test_blockwise_that_sees_nothing_is_zero():
    """A query that may attend to no key in any block gets a row of zeros."""
    q, k, v = draw_qkv(np.random.default_rng(27), (), 3, 5)
    mask = np.array([[True] * 5, [False] * 5, [False, False, False, False, True]])
    result = blockwise_attention(q, k, v + 10.0, block_size=2, mask=mask)
    np.testing.assert_array_equal(result[1], np.zeros(2))
    agree(result, expected_attention(q, k, v + 10.0, mask))


def test_blockwise_ignores_what_masked_keys_hold():
    """In blocks too, a masked key has no influence, however large the numbers in its k and v are."""
    q, k, v = draw_qkv(np.random.default_rng(28), (), 3, 7)
    mask = np.array([False, True, False, True, True, False, True])
    expected = expected_attention(q, k, v, mask)
    k[0], k[2], k[5], v[~mask] = -1e11, 1e11, 1e11, 1e30
    agree(blockwise_attention(q, k, v, block_size=2, mask=mask), expected)
    q, k, masks = overflowing()
    for (mask, expected), scale, block_size in itertools.product(masks, (1.0, 0.0, -1.0), (1, 2, 3)):
        agree(blockwise_attention(q, k, k, block_size=block_size, mask=mask, scale=scale), expected)


def test_blockwise_keeps_float32_under_masks():
    """Float32 arrays give a float32 result in blocks, with a mask, with `causal` and with both."""
    rng = np.random.default_rng(44)
    q, k, v = (array.astype(np.float32) for array in draw_qkv(rng, (2,), 4, 7))
    mask = (rng.random((4, 7)) < 0.6) & (np.arange(4) != 2)[:, np.newaxis]
    for masked, allowed in ways_to_mask(mask):
        agree(blockwise_attention(q, k, v, block_size=3, **masked), expected_attention(q, k, v, allowed), np.float32)


def test_blockwise_leaves_masked_arguments_alone(inout):
    """The caller's arrays and mask are the same after a call of `blockwise_attention` with a mask and `causal`."""
    check_untouched(inout, blockwise_attention, *draw_qkv(np.random.default_rng(45), (), 4, 7), block_size=3)
