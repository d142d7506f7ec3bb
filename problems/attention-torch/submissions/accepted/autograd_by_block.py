"""The library differentiates: a few queries at a time, forwards once more with a graph, then backwards through it."""

import torch
from torch.nn.functional import scaled_dot_product_attention


def _pieces(n_q, n_k, block_size, causal):
    if block_size <= 0:
        raise ValueError("a block has at least one key")
    for first in range(0, n_q, block_size):
        last = min(n_q, first + block_size)
        allowed = None
        if causal:
            ends = torch.arange(first, last)[:, None] + (n_k - n_q)
            allowed = torch.arange(n_k)[None, :] <= ends
        yield first, last, allowed


def _attended(q, k, v, allowed):
    if allowed is None:
        return scaled_dot_product_attention(q, k, v)
    some = allowed.any(1, keepdim=True)
    return torch.where(some, scaled_dot_product_attention(q, k, v, attn_mask=allowed | ~some), 0.0)


def attention_forward(q, k, v, *, block_size, causal=False):
    output = torch.zeros(*q.shape[:-1], v.shape[-1], dtype=v.dtype)
    lse = torch.zeros(q.shape[:-1], dtype=q.dtype)
    for first, last, allowed in _pieces(q.shape[-2], k.shape[-2], block_size, causal):
        some = q[..., first:last, :]
        output[..., first:last, :] = _attended(some, k, v, allowed)
        scores = some @ k.mT / q.shape[-1] ** 0.5
        if allowed is not None:
            scores.masked_fill_(~allowed, -torch.inf)
        lse[..., first:last] = scores.logsumexp(-1)
    return output, lse


def attention_backward(grad, q, k, v, output, lse, *, block_size, causal=False):
    q, k, v = (each.detach().clone().requires_grad_() for each in (q, k, v))
    for first, last, allowed in _pieces(q.shape[-2], k.shape[-2], block_size, causal):
        _attended(q[..., first:last, :], k, v, allowed).backward(grad[..., first:last, :])
    return q.grad, k.grad, v.grad
