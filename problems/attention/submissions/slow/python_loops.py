"""timeout: attention and multi-head attention by pure Python loops over numbers; right, and far too slow for a batch."""

import math

import numpy as np


def matrix_product(a, b):
    columns = list(zip(*b, strict=True))
    return [[sum(x * y for x, y in zip(row, column, strict=True)) for column in columns] for row in a]


def attend_row(query, keys, values, allowed, scale):
    picked = [j for j, is_allowed in enumerate(allowed) if is_allowed]
    if not picked:
        return [0.0] * len(values[0])
    scores = [scale * sum(x * y for x, y in zip(query, keys[j], strict=True)) for j in picked]
    top = max(scores)
    weights = [math.exp(score - top) for score in scores]
    total = sum(weights)
    return [
        sum(weight * values[j][column] for weight, j in zip(weights, picked, strict=True)) / total
        for column in range(len(values[0]))
    ]


def attention(q, k, v, *, mask=None, causal=False, scale=None):
    if scale is None:
        scale = q.shape[-1] ** -0.5
    n_q, n_k = q.shape[-2], k.shape[-2]
    full_mask = np.broadcast_to(True if mask is None else mask, (*q.shape[:-1], n_k))
    out = np.zeros((*q.shape[:-1], v.shape[-1]), dtype=q.dtype)
    for index in np.ndindex(q.shape[:-2]):
        queries, keys, values, allowed = (array[index].tolist() for array in (q, k, v, full_mask))
        for i in range(n_q):
            if causal:
                allowed[i] = [seen and j <= i + (n_k - n_q) for j, seen in enumerate(allowed[i])]
            out[(*index, i)] = attend_row(queries[i], keys, values, allowed[i], scale)
    return out


def multi_head_attention(x_q, x_kv, w_q, w_k, w_v, w_o, *, num_heads, mask=None, causal=False):
    d_model = x_q.shape[-1]
    if d_model % num_heads:
        raise ValueError("d_model must be a multiple of num_heads")
    d_head = d_model // num_heads
    full_mask = np.broadcast_to(True if mask is None else mask, (*x_q.shape[:-1], x_kv.shape[-2]))
    out = np.zeros(x_q.shape, dtype=x_q.dtype)
    for index in np.ndindex(x_q.shape[:-2]):
        pairs = ((x_q[index], w_q), (x_kv[index], w_k), (x_kv[index], w_v))
        q, k, v = (np.array(matrix_product(x.tolist(), w.tolist())) for x, w in pairs)
        heads = []
        for first in range(0, d_model, d_head):
            columns = slice(first, first + d_head)
            heads.append(
                attention(q[:, columns], k[:, columns], v[:, columns], mask=full_mask[index], causal=causal)
            )
        out[index] = matrix_product(np.concatenate(heads, axis=-1).tolist(), w_o.tolist())
    return out


def blockwise_attention(q, k, v, *, block_size, mask=None, causal=False, scale=None):
    if block_size < 1:
        raise ValueError("block_size must be at least 1")
    if scale is None:
        scale = float(q.shape[-1] ** -0.5)
    n_q, n_k = q.shape[-2], k.shape[-2]
    if mask is not None:
        mask = np.broadcast_to(mask, (*q.shape[:-1], n_k))
    top = np.full((*q.shape[:-1], 1), -np.inf, dtype=q.dtype)
    total = np.zeros_like(top)
    out = np.zeros((*q.shape[:-1], v.shape[-1]), dtype=q.dtype)
    for start in range(0, n_k, block_size):
        stop = min(start + block_size, n_k)
        scores = q @ k[..., start:stop, :].swapaxes(-1, -2) * scale
        if mask is not None:
            scores[~mask[..., start:stop]] = -np.inf
        if causal:
            future = np.arange(start, stop) > np.arange(n_q)[:, None] + (n_k - n_q)
            scores[..., future] = -np.inf
        new_top = np.maximum(top, scores.max(axis=-1, keepdims=True))
        safe_top = np.where(np.isfinite(new_top), new_top, 0.0).astype(q.dtype)
        weights = np.exp(scores - safe_top)
        rescale = np.exp(top - safe_top)
        total = total * rescale + weights.sum(axis=-1, keepdims=True)
        out = out * rescale + weights @ v[..., start:stop, :]
        top = new_top
    return out / np.where(total == 0, 1, total).astype(q.dtype)
