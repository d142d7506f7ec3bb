"""Attention in numpy: the textbook form, many heads, and in blocks of keys.

The brief has the definitions; `...` stands for any number of leading axes, the same for all arrays of a call.
"""

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
    raise NotImplementedError


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
    raise NotImplementedError


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
    raise NotImplementedError
