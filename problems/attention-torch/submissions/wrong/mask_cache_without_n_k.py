"""forward: keeps masks from call to call without the number of keys that they were made for."""

import torch

_masks = {}


def attention_forward(q, k, v, *, block_size, causal=False):
    """Return the output and the log-sum-exp of each row's scores."""
    highest = torch.full_like(q.sum(-1), -torch.inf)
    total = torch.zeros_like(highest)
    output = q.new_zeros(*q.shape[:-1], v.shape[-1])
    for begin, keys, values in _blocks(k, v, block_size):
        scores = _scores(q, keys, begin, k.shape[-2], causal=causal)
        top = torch.maximum(highest, scores.amax(-1))
        weights = torch.exp(scores - _finite(top)[..., None])
        shrunk = torch.exp(highest - _finite(top))
        total = total * shrunk + weights.sum(-1)
        output = output * shrunk[..., None] + weights @ values
        highest = top
    return output / total.clamp(min=1)[..., None], highest + torch.log(total)  # who sees a key has a total of 1 or more


def attention_backward(grad, q, k, v, output, lse, *, block_size, causal=False):
    """Return the gradients of q, k and v, computing the weights again from `lse`, block by block."""
    grad_q, grads_k, grads_v = torch.zeros_like(q), [], []
    shared = (grad * output).sum(-1, keepdim=True)
    for begin, keys, values in _blocks(k, v, block_size):
        weights = torch.exp(_scores(q, keys, begin, k.shape[-2], causal=causal) - _finite(lse)[..., None])
        grads_v.append(weights.mT @ grad)
        grad_scores = weights * (grad @ values.mT - shared) * q.shape[-1] ** -0.5
        grad_q += grad_scores @ keys
        grads_k.append(grad_scores.mT @ q)
    return grad_q, torch.cat(grads_k, -2), torch.cat(grads_v, -2)


def _blocks(k, v, block_size):
    """Yield where each block begins, its keys and its values."""
    if block_size < 1:
        raise ValueError(f"block_size must be at least 1, not {block_size}")
    begin = 0
    for keys, values in zip(k.split(block_size, -2), v.split(block_size, -2)):
        yield begin, keys, values
        begin += keys.shape[-2]


def _scores(q, keys, begin, n_k, *, causal):
    """Return the scores of a block of keys."""
    scores = q @ keys.mT * q.shape[-1] ** -0.5
    if causal:
        scores = scores.masked_fill(_hidden(q.shape[-2], n_k, begin, keys.shape[-2]), -torch.inf)
    return scores


def _hidden(n_q, n_k, begin, size):
    """Return the mask of a block; the last few are kept, for the next layer."""
    known = n_q, begin, size
    if known not in _masks:
        if len(_masks) == 4:
            del _masks[next(iter(_masks))]
        _masks[known] = torch.arange(begin, begin + size) > torch.arange(n_q)[:, None] + n_k - n_q
    return _masks[known]


def _finite(highest):
    """Return numbers that can be taken from minus infinity: only rows that see nothing change."""
    return highest.clamp(min=torch.finfo(highest.dtype).min)
