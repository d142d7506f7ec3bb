"""stability: goes from the last key to the first; who has seen none so far has 0 as maximum."""

import torch


def attention_forward(q, k, v, *, block_size, causal=False):
    """Return the output and the log-sum-exp of each row's scores."""
    _check(block_size)
    scale = q.shape[-1] ** -0.5
    highest = q.new_full(q.shape[:-1], -torch.inf)
    total = torch.zeros_like(highest)
    output = q.new_zeros(*q.shape[:-1], v.shape[-1])
    for begin in reversed(range(0, k.shape[-2], block_size)):
        scores = _scores(q, k, begin, block_size, scale, causal=causal)
        top = torch.maximum(highest, scores.amax(-1))
        safe = torch.where(top.isneginf(), 0.0, top)
        weights = torch.exp(scores - safe[..., None])
        shrunk = torch.exp(highest - safe)
        total = total * shrunk + weights.sum(-1)
        output = output * shrunk[..., None] + weights @ v[..., begin : begin + block_size, :]
        highest = safe
    seen = total > 0
    lse = torch.where(seen, torch.where(seen, highest, 0.0) + torch.log(torch.where(seen, total, 1.0)), -torch.inf)
    return output / torch.where(seen, total, 1.0)[..., None], lse


def attention_backward(grad, q, k, v, output, lse, *, block_size, causal=False):
    """Return the gradients of q, k and v, computing the weights again from `lse`, block by block."""
    _check(block_size)
    scale = q.shape[-1] ** -0.5
    grad_q, grad_k, grad_v = torch.zeros_like(q), torch.zeros_like(k), torch.zeros_like(v)
    shared = (grad * output).sum(-1, keepdim=True)
    safe = torch.where(lse.isneginf(), 0.0, lse)
    for begin in range(0, k.shape[-2], block_size):
        part = slice(begin, begin + block_size)
        weights = torch.exp(_scores(q, k, begin, block_size, scale, causal=causal) - safe[..., None])
        grad_v[..., part, :] = weights.mT @ grad
        grad_scores = weights * (grad @ v[..., part, :].mT - shared) * scale
        grad_q += grad_scores @ k[..., part, :]
        grad_k[..., part, :] = grad_scores.mT @ q
    return grad_q, grad_k, grad_v


def _scores(q, k, begin, block_size, scale, *, causal):
    scores = q @ k[..., begin : begin + block_size, :].mT * scale
    if causal:
        last = torch.arange(q.shape[-2])[:, None] + (k.shape[-2] - q.shape[-2])
        keys = torch.arange(begin, begin + scores.shape[-1])
        scores = scores.masked_fill(keys > last, -torch.inf)
    return scores


def _check(block_size):
    if block_size < 1:
        raise ValueError("block_size must be at least 1")
