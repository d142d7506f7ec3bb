"""Both passes on long inputs, under a bound that the scores, or a mask of their size, would exceed.

The bound holds for what the submission's process allocates beyond its start. In MB of 10**6 bytes, float32: the matrix of 8,000
queries and 8,000 keys is 256, and a mask of its size, of one byte each, 64; arguments and results of both passes are 5, of which
twice as many are held for copies; one block of 80 keys is 2.6, of which both passes hold a few; a thread's stack is 8.
One number per query and feature for each of the 100 blocks is 51, and for each key of one block 41.
"""

import pytest
import torch
from solution import attention_backward, attention_forward

N = 8000
D = 16
BLOCK = 80


def drawn(seed, *shape):
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


def check_rows(output, lse, q, k, v, rows, *, causal):
    """Compare some rows with softmax over what they see."""
    assert output.shape == (len(q), v.shape[-1])
    assert lse.shape == (len(q),)
    for row in rows:
        seen = row + 1 if causal else len(k)
        scores = k[:seen] @ q[row] / q.shape[-1] ** 0.5
        torch.testing.assert_close(output[row], torch.softmax(scores, 0) @ v[:seen], rtol=1e-4, atol=1e-4)
        torch.testing.assert_close(lse[row], torch.logsumexp(scores, 0), rtol=1e-4, atol=1e-4)


@pytest.mark.limit(memory_mb=40)
@pytest.mark.parametrize("causal", [True, False])
def test_the_forward_pass_never_holds_the_scores(causal):
    """8,000 queries and 8,000 keys, causal or not: what is held does not grow with their product."""
    q, k, v = drawn(20, 3, N, D)
    output, lse = attention_forward(q, k, v, block_size=BLOCK, causal=causal)
    check_rows(output, lse, q, k, v, (0, 1, BLOCK - 1, BLOCK, 3001, N - 1), causal=causal)


@pytest.mark.limit(memory_mb=40)
def test_a_block_has_no_more_keys_than_asked_for():
    """40,000 queries and 300 keys in blocks of 16: a few tensors of 2.6 MB, where blocks of 128 are 20 MB each."""
    n_q, n_k, width = 40_000, 300, 4
    q, k, v = drawn(22, n_q, width), drawn(23, n_k, width), drawn(24, n_k, width)
    output, lse = attention_forward(q, k, v, block_size=16)
    check_rows(output, lse, q, k, v, (0, 15, 16, 12_001, n_q - 1), causal=False)


@pytest.mark.limit(memory_mb=40)
def test_the_backward_pass_never_holds_the_scores():
    """The same for the three gradients."""
    grad, q, k, v = drawn(21, 4, N, D)
    output, lse = torch.empty(N, D), torch.empty(N)
    expected = torch.empty(N, D), torch.zeros(N, D), torch.zeros(N, D)
    for begin in range(0, N, 500):
        part = slice(begin, begin + 500)
        hidden = torch.arange(N) > torch.arange(begin, begin + 500)[:, None]
        scores = (q[part] @ k.mT / D**0.5).masked_fill(hidden, -torch.inf)
        weights = torch.softmax(scores, -1)
        output[part], lse[part] = weights @ v, torch.logsumexp(scores, -1)
        slopes = weights * (grad[part] @ v.mT - (grad[part] * output[part]).sum(-1, keepdim=True)) / D**0.5
        expected[0][part] = slopes @ k
        expected[1].add_(slopes.mT @ q[part])
        expected[2].add_(weights.mT @ grad[part])
    got = attention_backward(grad, q, k, v, output, lse, block_size=BLOCK, causal=True)
    for one, other in zip(got, expected, strict=True):
        torch.testing.assert_close(one, other, rtol=1e-3, atol=1e-4)
