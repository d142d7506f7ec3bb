"""Square tiles: blocks of queries as well as of keys, one leading index at a time, in float64 throughout.

A tile is block_size by block_size at most, whatever the inputs' size. A causal call skips the tiles that lie wholly in the future. Instead of minus
infinity, masked entries get weight zero by the mask, whatever their scores are, and the running maximum starts at the lowest finite number.
"""

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.floating[Any]]
BoolArray = NDArray[np.bool_]

LOWEST = float(np.finfo(np.float64).min)


def attention(
    q: FloatArray,
    k: FloatArray,
    v: FloatArray,
    *,
    mask: BoolArray | None = None,
    causal: bool = False,
    scale: float | None = None,
) -> FloatArray:
    """Average the values under the softmax of the scores, with the whole score matrix at hand."""
    factor = q.shape[-1] ** -0.5 if scale is None else scale
    scores = (q.astype(np.float64) * factor) @ k.astype(np.float64).swapaxes(-1, -2)
    n_q, n_k = scores.shape[-2:]
    allowed = np.tri(n_q, n_k, n_k - n_q, dtype=bool) if causal else np.ones((n_q, n_k), dtype=bool)
    if mask is not None:
        allowed = allowed & mask
    top = scores.max(axis=-1, keepdims=True, initial=LOWEST, where=allowed)
    weights = np.where(allowed, np.exp(np.minimum(scores - top, 0.0)), 0.0)
    total = weights.sum(axis=-1, keepdims=True)
    result: FloatArray = weights / np.where(total > 0.0, total, 1.0) @ v
    return result.astype(q.dtype)


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
    """Stack the heads on a new first axis, where any mask broadcasts without help."""
    if x_q.shape[-1] % num_heads:
        raise ValueError("d_model must be a multiple of num_heads")
    projections = (x_q @ w_q, x_kv @ w_k, x_kv @ w_v)
    q, k, v = (np.stack(np.split(projection, num_heads, axis=-1)) for projection in projections)
    heads = attention(q, k, v, mask=mask, causal=causal)
    return np.concatenate(list(heads), axis=-1) @ w_o


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
    """Return what `attention` returns, tile by tile."""
    if block_size < 1:
        raise ValueError("block_size must be at least 1")
    factor = 1.0 / math.sqrt(q.shape[-1]) if scale is None else scale
    n_q, n_k = q.shape[-2], k.shape[-2]
    full_mask = None if mask is None else np.broadcast_to(mask, (*q.shape[:-1], n_k))
    result = np.empty((*q.shape[:-1], v.shape[-1]), dtype=q.dtype)
    for index in np.ndindex(q.shape[:-2]):
        for rows in _blocks(n_q, max(block_size, 64)):
            result[index][rows] = _attend_rows(
                q[index][rows].astype(np.float64) * factor,
                k[index],
                v[index],
                mask=None if full_mask is None else full_mask[index][rows],
                last_key=np.arange(rows.start, rows.stop) + (n_k - n_q) if causal else None,
                block_size=block_size,
            )
    return result


def _attend_rows(
    q: FloatArray,
    k: FloatArray,
    v: FloatArray,
    *,
    mask: BoolArray | None,
    last_key: NDArray[np.intp] | None,
    block_size: int,
) -> FloatArray:
    """Attend from some queries, (rows, d_k), to all keys. last_key is each row's last key that is not in the future."""
    top = np.full((q.shape[0], 1), LOWEST)
    total = np.zeros((q.shape[0], 1))
    result = np.zeros((q.shape[0], v.shape[-1]))
    for keys in _blocks(k.shape[0], block_size):
        if last_key is not None and keys.start > last_key[-1]:
            break
        allowed = np.ones((q.shape[0], keys.stop - keys.start), dtype=bool)
        if mask is not None:
            allowed &= mask[:, keys]
        if last_key is not None:
            allowed &= np.arange(keys.start, keys.stop) <= last_key[:, np.newaxis]
        scores = q @ k[keys].T
        new_top = scores.max(axis=-1, keepdims=True, initial=LOWEST, where=allowed)
        new_top = np.maximum(top, new_top)
        weights = np.where(allowed, np.exp(np.minimum(scores - new_top, 0.0)), 0.0)
        shrink = np.exp(top - new_top)
        total = total * shrink + weights.sum(axis=-1, keepdims=True)
        result = result * shrink + weights @ v[keys]
        top = new_top
    return result / np.where(total > 0.0, total, 1.0)


def _blocks(length: int, block_size: int) -> Iterator[slice]:
    """Cut range(length) into slices of block_size, the last one smaller if need be."""
    for start in range(0, length, block_size):
        yield slice(start, min(start + block_size, length))
