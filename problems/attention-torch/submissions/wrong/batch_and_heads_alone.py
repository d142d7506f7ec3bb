"""forward: brings everything to a batch and heads, so that a third leading axis is one too many."""

import torch


def attention_forward(q, k, v, *, block_size, causal=False):
    """Return the output and the log-sum-exp of each row's scores."""
    output, lse = _forward(_four(q), _four(k), _four(v), block_size, causal)
    return output.reshape(*q.shape[:-1], v.shape[-1]), lse.reshape(q.shape[:-1])


def attention_backward(grad, q, k, v, output, lse, *, block_size, causal=False):
    """Return the gradients of q, k and v, computing the weights again from `lse`, block by block."""
    lse = _four(lse.unsqueeze(-1)).squeeze(-1)
    grads = _backward(_four(grad), _four(q), _four(k), _four(v), _four(output), lse, block_size, causal)
    return tuple(found.reshape(each.shape) for found, each in zip(grads, (q, k, v)))


def _four(tensor):
    """Return the tensor with a batch and a head axis, also where it has none."""
    while tensor.dim() < 4:
        tensor = tensor.unsqueeze(0)
    return tensor


def _forward(q, k, v, block_size, causal):
    highest = torch.full_like(q.sum(-1), -torch.inf)
    total = torch.zeros_like(highest)
    output = q.new_zeros(*q.shape[:-1], v.shape[-1])
    for begin, keys, values in _blocks(k, v, block_size):
        scores = _scores(q, keys, begin - k.shape[-2], causal=causal)
        top = torch.maximum(highest, scores.amax(-1))
        weights = torch.exp(scores - _finite(top)[..., None])
        shrunk = torch.exp(highest - _finite(top))
        total = total * shrunk + weights.sum(-1)
        output = output * shrunk[..., None] + torch.einsum("bhij,bhjd->bhid", weights, values)
        highest = top
    return output / total.clamp(min=1)[..., None], highest + torch.log(total)  # who sees a key has a total of 1 or more


def _backward(grad, q, k, v, output, lse, block_size, causal):
    grad_q, grads_k, grads_v = torch.zeros_like(q), [], []
    shared = (grad * output).sum(-1, keepdim=True)
    for begin, keys, values in _blocks(k, v, block_size):
        weights = torch.exp(_scores(q, keys, begin - k.shape[-2], causal=causal) - _finite(lse)[..., None])
        grads_v.append(torch.einsum("bhij,bhid->bhjd", weights, grad))
        grad_scores = weights * (torch.einsum("bhid,bhjd->bhij", grad, values) - shared) * q.shape[-1] ** -0.5
        grad_q += torch.einsum("bhij,bhjd->bhid", grad_scores, keys)
        grads_k.append(torch.einsum("bhij,bhid->bhjd", grad_scores, q))
    return grad_q, torch.cat(grads_k, -2), torch.cat(grads_v, -2)


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
    scores = torch.einsum("bhid,bhjd->bhij", q, keys) * q.shape[-1] ** -0.5
    if causal:
        queries = torch.arange(q.shape[-2])[:, None] - q.shape[-2]
        scores = scores.masked_fill(torch.arange(keys.shape[-2]) + ahead_of_end > queries, -torch.inf)
    return scores


def _finite(highest):
    """Return numbers that can be taken from minus infinity: only rows that see nothing change."""
    return highest.clamp(min=torch.finfo(highest.dtype).min)
