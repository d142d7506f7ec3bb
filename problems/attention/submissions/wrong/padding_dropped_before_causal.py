"""masks: drops keys that no query may attend to, and counts for the causal mask those that are left."""

import numpy as np


def allowed_keys(q, k, mask, causal):
    n_q, n_k = q.shape[-2], k.shape[-2]
    allowed = np.ones((n_q, n_k), dtype=bool)
    if causal:
        allowed = np.tril(allowed, k=n_k - n_q)
    if mask is not None:
        allowed = allowed & mask
    return allowed


def softmax(scores):
    top = scores.max(axis=-1, keepdims=True)
    top = np.where(np.isfinite(top), top, 0.0).astype(scores.dtype)
    weights = np.exp(scores - top)
    total = weights.sum(axis=-1, keepdims=True)
    return weights / np.where(total == 0, 1, total).astype(scores.dtype)


def without_padding(k, v, mask):
    if mask is None or mask.shape != k.shape[-2:-1] or not mask.any():
        return k, v, mask
    return k[..., mask, :], v[..., mask, :], None


def attention(q, k, v, *, mask=None, causal=False, scale=None):
    if scale is None:
        scale = float(q.shape[-1] ** -0.5)
    k, v, mask = without_padding(k, v, mask)
    scores = q @ k.swapaxes(-1, -2) * scale
    scores = np.where(allowed_keys(q, k, mask, causal), scores, q.dtype.type(-np.inf))
    return softmax(scores) @ v


def split_heads(x, num_heads):
    *leading, n, d_model = x.shape
    return x.reshape(*leading, n, num_heads, d_model // num_heads).swapaxes(-2, -3)


def multi_head_attention(x_q, x_kv, w_q, w_k, w_v, w_o, *, num_heads, mask=None, causal=False):
    if x_q.shape[-1] % num_heads:
        raise ValueError("d_model must be a multiple of num_heads")
    q = split_heads(x_q @ w_q, num_heads)
    k = split_heads(x_kv @ w_k, num_heads)
    v = split_heads(x_kv @ w_v, num_heads)
    if mask is not None and mask.ndim >= 3:
        mask = mask[..., None, :, :]
    heads = attention(q, k, v, mask=mask, causal=causal)
    return heads.swapaxes(-2, -3).reshape(x_q.shape) @ w_o


def blockwise_attention(q, k, v, *, block_size, mask=None, causal=False, scale=None):
    if block_size < 1:
        raise ValueError("block_size must be at least 1")
    if scale is None:
        scale = float(q.shape[-1] ** -0.5)
    k, v, mask = without_padding(k, v, mask)
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
