"""Scores far from zero: finite and right all the same."""

import math

import pytest
import torch
from solution import attention_backward, attention_forward


def drawn(seed, *shapes):
    generator = torch.Generator().manual_seed(seed)
    return [torch.randn(*shape, generator=generator, dtype=torch.float64) for shape in shapes]


def shifted(seed, by):
    """Return tensors whose scores are those of `seed`, all moved by `by`: the weights stay what they were."""
    q, k, v = drawn(seed, (5, 4), (9, 4), (9, 3))
    q[:, 0] = 1.0
    k[:, 0] = by * math.sqrt(4)
    return q, k, v


@pytest.mark.parametrize("by", [4900.0, -4900.0], ids=["high", "low"])
@pytest.mark.parametrize("block_size", [2, 16])
@pytest.mark.parametrize("causal", [False, True])
def test_what_is_added_to_all_scores_does_not_count(by, block_size, causal):
    """The output is that of the scores without what all have in common; the log-sum-exp has moved by it."""
    plain, plain_lse = attention_forward(*shifted(10, 0.0), block_size=block_size, causal=causal)
    output, lse = attention_forward(*shifted(10, by), block_size=block_size, causal=causal)
    torch.testing.assert_close(output, plain, rtol=1e-6, atol=1e-6)
    torch.testing.assert_close(lse, plain_lse + by, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("block_size", [2, 16])
def test_heads_whose_scores_are_far_apart(block_size):
    """One head's scores are near 4,900 and the other's near -4,900: each is as right as alone."""
    q, k, v = (torch.stack(pair) for pair in zip(shifted(17, 4900.0), shifted(18, -4900.0), strict=True))
    output, lse = attention_forward(q, k, v, block_size=block_size)
    scores = q @ k.mT / 2.0
    torch.testing.assert_close(output, torch.softmax(scores, -1) @ v, rtol=1e-6, atol=1e-6)
    torch.testing.assert_close(lse, torch.logsumexp(scores, -1), rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("by", [4900.0, -4900.0], ids=["high", "low"])
def test_the_gradients_of_moved_scores(by):
    """The gradients are right where the exponential of a score alone would be infinite, or zero."""
    q, k, v = shifted(11, by)
    (grad,) = drawn(12, (5, 3))
    leaves = [each.clone().requires_grad_() for each in (q, k, v)]
    scores = leaves[0] @ leaves[1].mT / 2.0
    (torch.softmax(scores, -1) @ leaves[2]).backward(grad)
    output = torch.softmax(scores, -1).detach() @ v
    got = attention_backward(grad, q, k, v, output, torch.logsumexp(scores.detach(), -1), block_size=4)
    for one, leaf in zip(got, leaves, strict=True):
        torch.testing.assert_close(one, leaf.grad, rtol=1e-6, atol=1e-6)


def test_one_key_far_above_the_others():
    """A key whose score is 4,980 above the rest takes all the weight, in whichever block it stands."""
    q = torch.tensor([[2.0]], dtype=torch.float64)
    for place in range(5):
        k = torch.zeros(5, 1, dtype=torch.float64)
        k[place] = 2490.0
        v = torch.arange(5.0, dtype=torch.float64)[:, None]
        output, lse = attention_forward(q, k, v, block_size=2)
        torch.testing.assert_close(output, v[place : place + 1], rtol=1e-6, atol=1e-6)
        torch.testing.assert_close(lse, torch.tensor([4980.0], dtype=torch.float64), rtol=1e-6, atol=1e-6)


def hidden_above(seed, place):
    """Return tensors of six queries and keys; the scores of the key at `place` are some 4,880 above all others."""
    q, k, v, grad = drawn(seed, (6, 2), (6, 2), (6, 3), (6, 3))
    q[:, 0] = 1.0
    k[:, 0] = 0.0
    k[place, 0] = 6900.0
    return q, k, v, grad


def masked(q, k, v):
    """Return causal output and log-sum-exp by the definition, for as many queries as keys."""
    scores = q @ k.mT / math.sqrt(q.shape[-1])
    scores = scores.masked_fill(torch.ones_like(scores, dtype=torch.bool).triu(1), -math.inf)
    return torch.softmax(scores, -1) @ v, torch.logsumexp(scores, -1)


@pytest.mark.parametrize("block_size", [1, 3, 8])
@pytest.mark.parametrize("place", [3, 4, 5])
def test_a_hidden_key_far_above_those_in_sight(place, block_size):
    """What a query may not attend to does not count, however high its score, in its own block or another."""
    q, k, v, _ = hidden_above(13, place)
    output, lse = attention_forward(q, k, v, block_size=block_size, causal=True)
    expected, expected_lse = masked(q, k, v)
    torch.testing.assert_close(output, expected, rtol=1e-6, atol=1e-6)
    torch.testing.assert_close(lse, expected_lse, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("block_size", [1, 3, 8])
@pytest.mark.parametrize("place", [3, 4, 5])
def test_the_gradients_with_a_hidden_key_far_above(place, block_size):
    """A hidden score whose exponential overflows makes no gradient infinite, or NaN."""
    q, k, v, grad = hidden_above(14, place)
    leaves = [each.clone().requires_grad_() for each in (q, k, v)]
    output, lse = masked(*leaves)
    output.backward(grad)
    got = attention_backward(grad, q, k, v, output.detach(), lse.detach(), block_size=block_size, causal=True)
    for one, leaf in zip(got, leaves, strict=True):
        torch.testing.assert_close(one, leaf.grad, rtol=1e-6, atol=1e-6)
