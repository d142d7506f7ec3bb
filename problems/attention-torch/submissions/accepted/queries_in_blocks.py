"""Blocks of queries in place of blocks of keys: each has its whole rows, and softmax as it comes."""

import torch


def _rows(q, block_size):
    if block_size < 1:
        raise ValueError("block_size")
    yield from (slice(at, at + block_size) for at in range(0, q.shape[-2], block_size))


def _scores(q, k, rows, causal):
    scores = q[..., rows, :] @ k.transpose(-1, -2) * q.shape[-1] ** -0.5
    if causal:
        shift = k.shape[-2] - q.shape[-2]
        position = torch.arange(rows.start, rows.start + scores.shape[-2]).reshape(-1, 1) + shift
        scores = torch.where(torch.arange(k.shape[-2]) <= position, scores, -torch.inf)
    return scores


def attention_forward(q, k, v, *, block_size, causal=False):
    outputs, sums = [], []
    for rows in _rows(q, block_size):
        scores = _scores(q, k, rows, causal)
        outputs.append(torch.nan_to_num(torch.softmax(scores, -1)) @ v)
        sums.append(torch.logsumexp(scores, -1))
    return torch.cat(outputs, -2), torch.cat(sums, -1)


def attention_backward(grad, q, k, v, output, lse, *, block_size, causal=False):
    grad_q, grad_k, grad_v = torch.empty_like(q), torch.zeros_like(k), torch.zeros_like(v)
    for rows in _rows(q, block_size):
        weights = torch.nan_to_num(torch.softmax(_scores(q, k, rows, causal), -1))
        above = grad[..., rows, :]
        grad_v += weights.transpose(-1, -2) @ above
        slopes = above @ v.transpose(-1, -2)
        slopes = weights * (slopes - (weights * slopes).sum(-1, keepdim=True)) * q.shape[-1] ** -0.5
        grad_q[..., rows, :] = slopes @ k
        grad_k += slopes.transpose(-1, -2) @ q[..., rows, :]
    return grad_q, grad_k, grad_v
