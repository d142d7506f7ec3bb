"""`attention_forward` against the definition, whose scores are whole."""

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from solution import attention_forward

BOUNDS = {torch.float64: 1e-8, torch.float32: 1e-4}
LEADING = st.sampled_from([(), (2,), (2, 3), (1, 2), (2, 1, 3)])


def close(got, expected):
    bound = BOUNDS[expected.dtype]
    assert got.dtype is expected.dtype
    assert got.shape == expected.shape
    torch.testing.assert_close(got, expected, rtol=bound, atol=bound)


def defined(q, k, v, *, causal):
    """Return output and log-sum-exp by the definition."""
    n_q, n_k = q.shape[-2], k.shape[-2]
    scores = torch.einsum("...qd,...kd->...qk", q, k) / math.sqrt(q.shape[-1])
    if causal:
        hidden = torch.ones(n_q, n_k, dtype=torch.bool).triu(n_k - n_q + 1)
        scores = scores.masked_fill(hidden, -math.inf)
    lse = torch.logsumexp(scores, -1)
    weights = torch.where(lse[..., None].isneginf(), 0.0, torch.softmax(scores, -1))
    return torch.einsum("...qk,...kd->...qd", torch.nan_to_num(weights), v), lse


def drawn(seed, *shapes, dtype=torch.float64):
    generator = torch.Generator().manual_seed(seed)
    return [torch.randn(*shape, generator=generator, dtype=torch.float64).to(dtype) for shape in shapes]


@given(
    seed=st.integers(0, 10_000),
    leading=LEADING,
    sizes=st.tuples(*[st.integers(1, 7)] * 4),
    block_size=st.integers(1, 9),
    causal=st.booleans(),
)
def test_any_shape_and_any_block(seed, leading, sizes, block_size, causal):
    """Output and log-sum-exp are those of the definition, for all sizes, leading axes and blocks."""
    n_q, n_k, d_k, d_v = sizes
    q, k, v = drawn(seed, (*leading, n_q, d_k), (*leading, n_k, d_k), (*leading, n_k, d_v))
    output, lse = attention_forward(q, k, v, block_size=block_size, causal=causal)
    expected_output, expected_lse = defined(q, k, v, causal=causal)
    close(output, expected_output)
    close(lse, expected_lse)


@pytest.mark.parametrize("dtype", list(BOUNDS), ids=["double", "single"])
def test_the_dtype_stays(dtype):
    """float32 in, float32 out; float64 likewise."""
    q, k, v = drawn(3, (4, 5), (6, 5), (6, 2), dtype=dtype)
    output, lse = attention_forward(q, k, v, block_size=4)
    expected_output, expected_lse = defined(q, k, v, causal=False)
    close(output, expected_output)
    close(lse, expected_lse)


def test_fewer_queries_than_keys_stand_at_the_end():
    """With `causal`, the last query sees every key, as decoding with a cache needs."""
    q, k, v = drawn(4, (2, 3), (6, 3), (6, 3))
    whole, _ = attention_forward(q[1:], k, v, block_size=4)
    output, _ = attention_forward(q, k, v, block_size=4, causal=True)
    close(output[1:], whole)
    without_last, _ = attention_forward(q[:1], k[:5], v[:5], block_size=2)
    close(output[:1], without_last)


def test_what_is_hidden_follows_the_keys_of_each_call():
    """`causal` with as many queries as before and another number of keys: each call goes by its own two numbers."""
    for n_k in (3, 4, 2, 5):
        q, k, v = drawn(15, (3, 2), (n_k, 2), (n_k, 3))
        output, lse = attention_forward(q, k, v, block_size=3, causal=True)
        expected_output, expected_lse = defined(q, k, v, causal=True)
        close(output, expected_output)
        close(lse, expected_lse)


@pytest.mark.parametrize("dtype", list(BOUNDS), ids=["double", "single"])
def test_rows_that_see_nothing_are_zero(dtype):
    """With more queries than keys the first ones see nothing: zeros, and minus infinity."""
    q, k, v = drawn(5, (3, 5, 2), (3, 2, 2), (3, 2, 4), dtype=dtype)
    output, lse = attention_forward(q, k, v, block_size=3, causal=True)
    assert torch.equal(output[:, :3], torch.zeros(3, 3, 4, dtype=dtype))
    assert torch.equal(lse[:, :3], torch.full((3, 3), -math.inf, dtype=dtype))
    close(output[:, 3], v[:, 0])


@pytest.mark.parametrize("block_size", [0, -1])
def test_blocks_have_at_least_one_key(block_size):
    """`block_size` below 1 is a ValueError."""
    q, k, v = drawn(6, (2, 2), (2, 2), (2, 2))
    with pytest.raises(ValueError):
        attention_forward(q, k, v, block_size=block_size)
