"""The log-sum-exp first, by logaddexp; with it the weights of a second pass need no correction."""

from math import sqrt

import torch


def blocks(n_k, block_size):
    if block_size < 1:
        raise ValueError(f"block_size is {block_size}, and must be 1 or more")
    return [slice(start, min(start + block_size, n_k)) for start in range(0, n_k, block_size)]


def scores_of(q, k, keys, causal):
    scores = torch.einsum("...id,...jd->...ij", q, k[..., keys, :]) / sqrt(q.size(-1))
    if not causal:
        return scores
    i = torch.arange(q.size(-2)).unsqueeze(1) + k.size(-2) - q.size(-2)
    j = torch.arange(keys.start, keys.stop).unsqueeze(0)
    return scores.masked_fill(j > i, float("-inf"))


def weights_of(q, k, keys, causal, lse):
    weights = torch.exp(scores_of(q, k, keys, causal) - lse.unsqueeze(-1))
    return weights.masked_fill(torch.isneginf(lse).unsqueeze(-1), 0.0)


def attention_forward(q, k, v, *, block_size, causal=False):
    parts = blocks(k.size(-2), block_size)
    lse = torch.full(q.shape[:-1], float("-inf"), dtype=q.dtype)
    for keys in parts:
        lse = torch.logaddexp(lse, torch.logsumexp(scores_of(q, k, keys, causal), dim=-1))
    output = sum(weights_of(q, k, keys, causal, lse) @ v[..., keys, :] for keys in parts)
    return output, lse


def attention_backward(grad, q, k, v, output, lse, *, block_size, causal=False):
    dq, dk, dv = torch.zeros_like(q), [], []
    delta = torch.einsum("...id,...id->...i", grad, output).unsqueeze(-1)
    for keys in blocks(k.size(-2), block_size):
        weights = weights_of(q, k, keys, causal, lse)
        dv.append(torch.einsum("...ij,...id->...jd", weights, grad))
        slope = weights * (torch.einsum("...id,...jd->...ij", grad, v[..., keys, :]) - delta) / sqrt(q.size(-1))
        dq = dq + torch.einsum("...ij,...jd->...id", slope, k[..., keys, :])
        dk.append(torch.einsum("...ij,...id->...jd", slope, q))
    return dq, torch.cat(dk, dim=-2), torch.cat(dv, dim=-2)
