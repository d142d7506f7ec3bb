"""`attention_backward` against automatic differentiation of the definition, and against finite differences."""

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from solution import attention_backward, attention_forward

BOUNDS = {torch.float64: 1e-8, torch.float32: 1e-4}
LEADING = st.sampled_from([(), (2,), (2, 3), (2, 1, 3)])


def defined(q, k, v, *, causal):
    n_q, n_k = q.shape[-2], k.shape[-2]
    scores = q @ k.mT / math.sqrt(q.shape[-1])
    if causal:
        scores = scores.masked_fill(torch.ones(n_q, n_k, dtype=torch.bool).triu(n_k - n_q + 1), -math.inf)
    lse = torch.logsumexp(scores, -1)
    seen = (~lse.isneginf())[..., None]
    return torch.softmax(torch.where(seen, scores, 0.0), -1) * seen @ v, lse


def drawn(seed, *shapes, dtype=torch.float64):
    generator = torch.Generator().manual_seed(seed)
    return [torch.randn(*shape, generator=generator, dtype=torch.float64).to(dtype) for shape in shapes]


def differentiated(grad, q, k, v, *, causal):
    """Return what autograd makes of the definition."""
    leaves = [each.detach().clone().requires_grad_() for each in (q, k, v)]
    output, lse = defined(*leaves, causal=causal)
    output.backward(grad)
    return [leaf.grad for leaf in leaves], output.detach(), lse.detach()


def check(got, expected):
    assert len(got) == 3
    for one, other in zip(got, expected, strict=True):
        bound = BOUNDS[other.dtype]
        assert one.dtype is other.dtype
        assert one.shape == other.shape
        torch.testing.assert_close(one, other, rtol=bound, atol=bound)


@given(
    seed=st.integers(0, 10_000),
    leading=LEADING,
    sizes=st.tuples(*[st.integers(1, 6)] * 4),
    block_size=st.integers(1, 8),
    causal=st.booleans(),
)
def test_the_gradients_are_those_of_the_definition(seed, leading, sizes, block_size, causal):
    """All three gradients agree with automatic differentiation, whatever the block, from output and lse as given."""
    n_q, n_k, d_k, d_v = sizes
    shapes = (*leading, n_q, d_v), (*leading, n_q, d_k), (*leading, n_k, d_k), (*leading, n_k, d_v)
    grad, q, k, v = drawn(seed, *shapes)
    expected, output, lse = differentiated(grad, q, k, v, causal=causal)
    check(attention_backward(grad, q, k, v, output, lse, block_size=block_size, causal=causal), expected)


def test_both_passes_together():
    """What the forward pass returns is what the backward pass takes."""
    grad, q, k, v = drawn(1, (2, 9, 3), (2, 9, 5), (2, 12, 5), (2, 12, 3))
    output, lse = attention_forward(q, k, v, block_size=5, causal=True)
    expected, _, _ = differentiated(grad, q, k, v, causal=True)
    check(attention_backward(grad, q, k, v, output, lse, block_size=4, causal=True), expected)


def test_single_precision():
    """float32 tensors get float32 gradients."""
    grad, q, k, v = drawn(2, (7, 3), (7, 5), (8, 5), (8, 3), dtype=torch.float32)
    expected, output, lse = differentiated(grad, q, k, v, causal=False)
    check(attention_backward(grad, q, k, v, output, lse, block_size=3), expected)


def test_finite_differences():
    """A small step along any direction changes the output as the gradients say: the definition's own word."""
    grad, q, k, v, dq, dk, dv = drawn(7, (4, 2), (4, 3), (5, 3), (5, 2), (4, 3), (5, 3), (5, 2))
    output, lse = defined(q, k, v, causal=True)
    grads = attention_backward(grad, q, k, v, output, lse, block_size=2, causal=True)
    step = 1e-6
    ahead, _ = defined(q + step * dq, k + step * dk, v + step * dv, causal=True)
    behind, _ = defined(q - step * dq, k - step * dk, v - step * dv, causal=True)
    slope = ((ahead - behind) * grad).sum() / (2 * step)
    told = sum((one * other).sum() for one, other in zip(grads, (dq, dk, dv), strict=True))
    torch.testing.assert_close(told, slope, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("dtype", list(BOUNDS), ids=["double", "single"])
def test_rows_that_see_nothing_have_no_influence(dtype):
    """Queries that see no key have gradient zero and change no other gradient, and nothing is NaN."""
    grad, q, k, v = drawn(8, (5, 3), (5, 4), (2, 4), (2, 3), dtype=dtype)
    expected, output, lse = differentiated(grad, q, k, v, causal=True)
    got = attention_backward(grad, q, k, v, output, lse, block_size=2, causal=True)
    check(got, expected)
    assert torch.equal(got[0][:3], torch.zeros(3, 4, dtype=dtype))


def test_an_output_of_zeros_is_not_a_row_that_sees_nothing():
    """A query whose average of values is zero attends to keys all the same, and its gradients are the definition's."""
    q, k = torch.ones(1, 1, dtype=torch.float64), torch.zeros(2, 1, dtype=torch.float64)
    for values in ((0.0, 0.0), (1.0, -1.0)):
        v = torch.tensor(values, dtype=torch.float64)[:, None]
        expected, output, lse = differentiated(torch.ones_like(q), q, k, v, causal=False)
        check(attention_backward(torch.ones_like(q), q, k, v, output, lse, block_size=1), expected)


def test_small_weights_have_gradients():
    """A key with little weight has a small gradient and not none, also where it is alone in its block."""
    q = torch.ones(1, 1, dtype=torch.float64)
    for score in (-12.0, -14.5, -17.0):
        k, v = (torch.tensor(each, dtype=torch.float64)[:, None] for each in ((0.0, score), (1.0, 3.0)))
        expected, output, lse = differentiated(q, q, k, v, causal=False)
        check(attention_backward(q, q, k, v, output, lse, block_size=1), expected)


def test_leading_axes_of_size_one_stay():
    """Each gradient has the shape of its argument, where there is one batch, or one head, as well."""
    for leading in ((1,), (1, 1)):
        grad, q, k, v = drawn(16, (*leading, 3, 2), (*leading, 3, 4), (*leading, 5, 4), (*leading, 5, 2))
        expected, output, lse = differentiated(grad, q, k, v, causal=False)
        check(attention_backward(grad, q, k, v, output, lse, block_size=2), expected)


@pytest.mark.parametrize("block_size", [0, -3])
def test_blocks_have_at_least_one_key(block_size):
    """`block_size` below 1 is a ValueError here as well."""
    grad, q, k, v = drawn(9, (2, 2), (2, 2), (2, 2), (2, 2))
    output, lse = defined(q, k, v, causal=False)
    with pytest.raises(ValueError):
        attention_backward(grad, q, k, v, output, lse, block_size=block_size)
