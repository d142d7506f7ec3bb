"""stability: rescales its sums only where np.allclose sees a new maximum, for which large scores are close."""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.floating[Any]]
BoolArray = NDArray[np.bool_]


def attention(
    q: FloatArray,
    k: FloatArray,
    v: FloatArray,
    *,
    mask: BoolArray | None = None,
    causal: bool = False,
    scale: float | None = None,
) -> FloatArray:
    """Average the values, weighted by the softmax of the scaled scores.

    q: (..., n_q, d_k), k: (..., n_k, d_k), v: (..., n_k, d_v); the result is (..., n_q, d_v), in their dtype.
    mask broadcasts to (..., n_q, n_k) and is True where a query may attend to a key.
    causal lets query i attend to key j only if j <= i + (n_k - n_q).
    scale None means 1 / sqrt(d_k). A query that may attend to no key gets zeros.
    """
    every_key = slice(0, k.shape[-2])
    scores = _masked_scores(q * _scale(scale, q.shape[-1]), k, every_key, mask=mask, causal=causal)
    scores -= _finite(scores.max(axis=-1, keepdims=True))
    weights = np.exp(scores, out=scores)
    return _divide(weights @ v, weights.sum(axis=-1, keepdims=True))


def multi_head_attention(
    x_q: FloatArray,
    x_kv: FloatArray,
    w_q: FloatArray,
    w_k: FloatArray,
    w_v: FloatArray,
    w_o: FloatArray,
    *,
    num_heads: int,
    mask: BoolArray | None = None,
    causal: bool = False,
) -> FloatArray:
    """Project, attend in every head, join the heads, project again.

    x_q: (..., n_q, d_model), x_kv: (..., n_k, d_model), every w: (d_model, d_model); the result is (..., n_q, d_model).
    mask broadcasts to (..., n_q, n_k) and holds for every head.
    Raises ValueError if d_model is not a multiple of num_heads.
    """
    d_model = x_q.shape[-1]
    if num_heads < 1 or d_model % num_heads:
        raise ValueError(f"d_model {d_model} is not a multiple of num_heads {num_heads}")
    if mask is not None:
        full_shape = (*x_q.shape[:-1], x_kv.shape[-2])
        mask = np.broadcast_to(mask, full_shape)[..., np.newaxis, :, :]  # a view: the same for every head
    q, k, v = (_split_heads(x @ w, num_heads) for x, w in ((x_q, w_q), (x_kv, w_k), (x_kv, w_v)))
    heads = attention(q, k, v, mask=mask, causal=causal)
    return heads.swapaxes(-2, -3).reshape(x_q.shape) @ w_o


def blockwise_attention(
    q: FloatArray,
    k: FloatArray,
    v: FloatArray,
    *,
    block_size: int,
    mask: BoolArray | None = None,
    causal: bool = False,
    scale: float | None = None,
) -> FloatArray:
    """Return what `attention` returns, with scores for at most block_size keys at a time.

    Working memory must not grow with n_q * n_k. Raises ValueError if block_size is less than 1.
    """
    if block_size < 1:
        raise ValueError(f"block_size must be at least 1, not {block_size}")
    n_k = k.shape[-2]
    scaled_q = q * _scale(scale, q.shape[-1])
    row_max = np.full_like(q[..., :1], -np.inf)
    weight_sum = np.zeros_like(row_max)
    value_sum = np.zeros((*q.shape[:-1], v.shape[-1]), dtype=q.dtype)
    for block in range(math.ceil(n_k / block_size)):
        start = block * block_size
        keys = slice(start, min(start + block_size, n_k))
        scores = _masked_scores(scaled_q, k, keys, mask=mask, causal=causal)
        new_max = np.maximum(row_max, scores.max(axis=-1, keepdims=True))
        scores -= _finite(new_max)
        weights = np.exp(scores, out=scores)
        if not np.allclose(row_max, new_max):
            rescale = np.exp(row_max - _finite(new_max))  # 0 while no key was seen
            weight_sum *= rescale
            value_sum *= rescale
        weight_sum += weights.sum(axis=-1, keepdims=True)
        value_sum += weights @ v[..., keys, :]
        row_max = new_max
    return _divide(value_sum, weight_sum)


def _scale(scale: float | None, d_k: int) -> float:
    """Resolve the default. A Python float, since a numpy float64 scalar would turn float32 arrays into float64."""
    return 1.0 / math.sqrt(d_k) if scale is None else float(scale)


def _allowed(
    n_q: int, n_k: int, keys: slice, *, mask: BoolArray | None, causal: bool, leading: tuple[int, ...]
) -> BoolArray | None:
    """Say which of the keys in the slice each query may attend to; None if all of them.

    The result broadcasts to (..., n_q, keys). Nothing larger than that is built.
    """
    allowed = None
    if mask is not None:
        allowed = np.broadcast_to(mask, (*leading, n_q, n_k))[..., keys]  # views
    if causal:
        last_key = np.arange(n_q) + (n_k - n_q)
        seen = np.arange(keys.start, keys.stop) <= last_key[:, np.newaxis]
        allowed = seen if allowed is None else allowed & seen
    return allowed


def _masked_scores(
    scaled_q: FloatArray, k: FloatArray, keys: slice, *, mask: BoolArray | None, causal: bool
) -> FloatArray:
    """Score the keys in the slice: a new array (..., n_q, keys), minus infinity where a query may not attend."""
    scores: FloatArray = scaled_q @ k[..., keys, :].swapaxes(-1, -2)
    allowed = _allowed(scaled_q.shape[-2], k.shape[-2], keys, mask=mask, causal=causal, leading=scaled_q.shape[:-2])
    if allowed is not None:
        np.copyto(scores, -np.inf, where=~allowed)
    return scores


def _finite(row_max: FloatArray) -> FloatArray:
    """Replace the maximum of an empty row by zero, so that -inf - max stays -inf."""
    return np.where(np.isneginf(row_max), row_max.dtype.type(0), row_max)


def _divide(value_sum: FloatArray, weight_sum: FloatArray) -> FloatArray:
    """Normalise; rows that attended to nothing become zeros."""
    return np.divide(value_sum, weight_sum, out=np.zeros_like(value_sum), where=weight_sum > 0)


def _split_heads(x: FloatArray, num_heads: int) -> FloatArray:
    """(..., n, d_model) to (..., num_heads, n, d_head)."""
    *leading, d_model = x.shape
    return x.reshape(*leading, num_heads, d_model // num_heads).swapaxes(-2, -3)
