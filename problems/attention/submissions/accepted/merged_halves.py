"""Divide and merge: attention over half of the keys, over the other half, and a merge that is associative.

A `Partial` holds what is known of some keys: the average of their values, and the log of the sum of exp(score). Two of them merge into one of the same
kind, so keys may be split anywhere; here in halves until a part fits the block. Many heads are a loop over heads, and the output projection is
a sum over heads of what each contributes.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.floating[Any]]
BoolArray = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Partial:
    """Attention over some of the keys. log_weight is (..., n_q, 1), average (..., n_q, d_v)."""

    log_weight: FloatArray
    average: FloatArray

    def merge(self, other: Partial) -> Partial:
        """Attend over the keys of both. Parts without any key (log_weight -inf) weigh nothing."""
        log_weight = np.logaddexp(self.log_weight, other.log_weight)
        base = np.where(np.isneginf(log_weight), 0.0, log_weight)
        average = (
            np.exp(self.log_weight - base) * self.average + np.exp(other.log_weight - base) * other.average
        )
        return Partial(log_weight=log_weight, average=average)


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One call's arguments, in float64, with the mask as a view of the full shape."""

    q: FloatArray
    k: FloatArray
    v: FloatArray
    mask: BoolArray
    causal: bool

    def attend(self, start: int, stop: int) -> Partial:
        """Attend to the keys from start up to stop, all at once."""
        scores = np.matmul(self.q, np.swapaxes(self.k[..., start:stop, :], -1, -2))
        scores[~self._allowed(start, stop)] = -np.inf
        top = np.maximum(scores.max(axis=-1, keepdims=True), np.finfo(np.float64).min)
        weights = np.exp(scores - top)
        total = weights.sum(axis=-1, keepdims=True)
        safe_total = np.where(total == 0.0, 1.0, total)
        log_weight = np.where(total == 0.0, -np.inf, top + np.log(safe_total))
        return Partial(
            log_weight=log_weight, average=np.matmul(weights, self.v[..., start:stop, :]) / safe_total
        )

    def attend_in_blocks(self, start: int, stop: int, block_size: int) -> Partial:
        """Halve the range until it fits a block, and merge the halves."""
        if stop - start <= block_size:
            return self.attend(start, stop)
        middle = (start + stop) // 2
        left = self.attend_in_blocks(start, middle, block_size)
        return left.merge(self.attend_in_blocks(middle, stop, block_size))

    def _allowed(self, start: int, stop: int) -> BoolArray:
        allowed = self.mask[..., start:stop]
        if not self.causal:
            return allowed
        n_q, n_k = self.q.shape[-2], self.k.shape[-2]
        queries_from_the_end = np.arange(n_q)[::-1, np.newaxis]
        keys_from_the_end = n_k - 1 - np.arange(start, stop)
        seen: BoolArray = keys_from_the_end >= queries_from_the_end
        return np.logical_and(allowed, seen, dtype=np.bool_)


def _problem(
    q: FloatArray, k: FloatArray, v: FloatArray, mask: BoolArray | None, causal: bool, scale: float | None
) -> Problem:
    factor = 1.0 / math.sqrt(q.shape[-1]) if scale is None else scale
    full_mask = np.broadcast_to(True if mask is None else mask, (*q.shape[:-1], k.shape[-2]))
    wide_q, wide_k, wide_v = (array.astype(np.float64, copy=False) for array in (q, k, v))
    return Problem(q=wide_q * factor, k=wide_k, v=wide_v, mask=full_mask, causal=causal)


def attention(
    q: FloatArray,
    k: FloatArray,
    v: FloatArray,
    *,
    mask: BoolArray | None = None,
    causal: bool = False,
    scale: float | None = None,
) -> FloatArray:
    """Average the values under the softmax of the scores."""
    return _problem(q, k, v, mask, causal, scale).attend(0, k.shape[-2]).average.astype(q.dtype)


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
    """Sum over heads what each adds to the output through its own rows of w_o."""
    d_model = x_q.shape[-1]
    if d_model % num_heads != 0:
        raise ValueError(f"cannot cut {d_model} columns into {num_heads} equal heads")
    d_head = d_model // num_heads
    result = np.zeros_like(x_q)
    for first in range(0, d_model, d_head):
        columns = slice(first, first + d_head)
        q, k, v = x_q @ w_q[:, columns], x_kv @ w_k[:, columns], x_kv @ w_v[:, columns]
        result += attention(q, k, v, mask=mask, causal=causal) @ w_o[columns]
    return result


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
    """Return what `attention` returns, with scores for at most block_size keys at a time."""
    if block_size <= 0:
        raise ValueError(f"a block needs at least one key, got block_size={block_size}")
    problem = _problem(q, k, v, mask, causal, scale)
    return problem.attend_in_blocks(0, k.shape[-2], block_size).average.astype(q.dtype)
