"""Two passes over the keys: first the log of each row's softmax denominator, then the weighted values.

Knowing log(sum(exp(scores))) beforehand, every weight is exp(score - log_sum), final at once: nothing is rescaled. The price is that scores are
computed twice. Einsum names the axes, so that one function serves one head and many.
"""

from collections.abc import Iterator
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
    """Average the values under the softmax of the scores: the block-wise form with a single block."""
    return blockwise_attention(q, k, v, block_size=k.shape[-2], mask=mask, causal=causal, scale=scale)


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
    """Attend in every head; the projections are reshaped to (d_model, head, d_head) instead of the activations."""
    d_model = w_q.shape[0]
    d_head, rest = divmod(d_model, num_heads)
    if rest:
        raise ValueError(f"{num_heads} heads do not divide {d_model} columns")
    q, k, v = (
        np.einsum("...nm,mhd->...hnd", x, w.reshape(d_model, num_heads, d_head), optimize=True)
        for x, w in ((x_q, w_q), (x_kv, w_k), (x_kv, w_v))
    )
    if mask is not None and mask.ndim > 2:
        mask = np.expand_dims(mask, axis=-3)
    heads = attention(q, k, v, mask=mask, causal=causal)
    w_o_by_head = w_o.reshape(num_heads, d_head, d_model)
    return np.asarray(np.einsum("...hnd,hdm->...nm", heads, w_o_by_head, optimize=True))


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
    """Return what `attention` returns, with scores for block_size keys at a time."""
    if block_size < 1:
        raise ValueError("block_size must be positive")

    def blocks() -> Iterator[tuple[slice, FloatArray]]:
        return _score_blocks(q, k, block_size=block_size, mask=mask, causal=causal, scale=scale)

    log_sum = np.full(q.shape[:-1], -np.inf, dtype=q.dtype)
    for _, scores in blocks():
        log_sum = np.logaddexp(log_sum, _log_sum_exp(scores))
    log_sum[np.isneginf(log_sum)] = 0.0  # such a row has no key: its scores are -inf, its weights 0
    result = np.zeros((*q.shape[:-1], v.shape[-1]), dtype=v.dtype)
    for keys, scores in blocks():
        result += np.exp(scores - log_sum[..., np.newaxis]) @ v[..., keys, :]
    return result


def _score_blocks(
    q: FloatArray,
    k: FloatArray,
    *,
    block_size: int,
    mask: BoolArray | None,
    causal: bool,
    scale: float | None,
) -> Iterator[tuple[slice, FloatArray]]:
    """Yield the keys' slice and its scores, (..., n_q, keys), -inf where a query may not attend."""
    n_q, n_k, d_k = q.shape[-2], k.shape[-2], q.shape[-1]
    factor = q.dtype.type(d_k**-0.5 if scale is None else scale)
    for start in range(0, n_k, block_size):
        keys = slice(start, start + block_size)
        scores = np.einsum("...id,...jd->...ij", q, k[..., keys, :], optimize=True) * factor
        if causal:
            later = np.triu(np.ones(scores.shape[-2:], dtype=bool), k=n_k - n_q - start + 1)
            scores = np.where(later, -np.inf, scores).astype(q.dtype, copy=False)
        if mask is not None:
            # A mask without axes, or of one column, stands for all keys.
            part = mask if mask.ndim == 0 or mask.shape[-1] == 1 else mask[..., keys]
            scores = np.where(part, scores, -np.inf).astype(q.dtype, copy=False)
        yield keys, scores


def _log_sum_exp(scores: FloatArray) -> FloatArray:
    """Reduce the last axis; -inf for a row of -inf."""
    top = scores.max(axis=-1)
    shift = np.where(np.isfinite(top), top, 0.0).astype(scores.dtype)
    total = np.exp(scores - shift[..., np.newaxis]).sum(axis=-1)
    with np.errstate(divide="ignore"):
        return np.asarray(np.log(total) + shift, dtype=scores.dtype)
