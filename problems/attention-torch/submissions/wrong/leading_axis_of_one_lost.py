"""backward: makes one axis of all leading ones, and drops it where it has the size 1."""

import torch


def attention_forward(q, k, v, *, block_size, causal=False):
    """Return the output and the log-sum-exp of each row's scores."""
    highest = torch.full_like(q.sum(-1), -torch.inf)
    total = torch.zeros_like(highest)
    output = q.new_zeros(*q.shape[:-1], v.shape[-1])
    for begin, keys, values in _blocks(k, v, block_size):
        scores = _scores(q, keys, begin - k.shape[-2], causal=causal)
        top = torch.maximum(highest, scores.amax(-1))
        weights = torch.exp(scores - _finite(top)[..., None])
        shrunk = torch.exp(highest - _finite(top))
        total = total * shrunk + weights.sum(-1)
        output = output * shrunk[..., None] + weights @ values
        highest = top
    return output / total.clamp(min=1)[..., None], highest + torch.log(total)  # who sees a key has a total of 1 or more


def attention_backward(grad, q, k, v, output, lse, *, block_size, causal=False):
    """Return the gradients of q, k and v, computing the weights again from `lse`, block by block."""
    shapes = q.shape, k.shape, v.shape
    lse = lse.reshape(-1, lse.shape[-1])
    grad, q, k, v, output = (each.reshape(-1, *each.shape[-2:]) for each in (grad, q, k, v, output))
    grad_q, grads_k, grads_v = torch.zeros_like(q), [], []
    shared = (grad * output).sum(-1, keepdim=True)
    for begin, keys, values in _blocks(k, v, block_size):
        weights = torch.exp(_scores(q, keys, begin - k.shape[-2], causal=causal) - _finite(lse)[..., None])
        grads_v.append(weights.mT @ grad)
        grad_scores = weights * (grad @ values.mT - shared) * q.shape[-1] ** -0.5
        grad_q += grad_scores @ keys
        grads_k.append(grad_scores.mT @ q)
    grads = grad_q, torch.cat(grads_k, -2), torch.cat(grads_v, -2)
    if len(grad_q) == 1:
        return tuple(each[0] for each in grads)
    return tuple(each.reshape(shape) for each, shape in zip(grads, shapes))


def _blocks(k, v, block_size):
    """Yield where each block begins, its keys and its values."""
    if block_size < 1:
        raise ValueError(f"block_size must be at least 1, not {block_size}")
    begin = 0
    for keys, values in zip(k.split(block_size, -2), v.split(block_size, -2)):
        yield begin, keys, values
        begin += keys.shape[-2]


def _scores(q, keys, ahead_of_end, *, causal):
    """Return the scores of a block of keys that begins so far from the end of all (a negative number)."""
    scores = q @ keys.mT * q.shape[-1] ** -0.5
    if causal:
        queries = torch.arange(q.shape[-2])[:, None] - q.shape[-2]
        scores = scores.masked_fill(torch.arange(keys.shape[-2]) + ahead_of_end > queries, -torch.inf)
    return scores


def _finite(highest):
    """Return numbers that can be taken from minus infinity: only rows that see nothing change."""
    return highest.clamp(min=torch.finfo(highest.dtype).min)
