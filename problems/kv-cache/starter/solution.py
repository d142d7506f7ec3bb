"""Attention with rotary positions and grouped heads, all at once and with a cache.

The brief has the definitions.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.floating[Any]]


def full_attention(
    x: FloatArray,
    w_q: FloatArray,
    w_k: FloatArray,
    w_v: FloatArray,
    w_o: FloatArray,
    *,
    num_heads: int,
    num_kv_heads: int,
    window: int | None = None,
    base: float = 10000.0,
) -> FloatArray:
    """Attend from every position to itself and those before it.

    x: (n, d_model); the result has the same shape and dtype.
    Raises ValueError if heads and widths do not fit together, the width of a head is odd, or window is less than 1.
    """
    raise NotImplementedError


class Decoder:
    """The same layer for a text that grows: keys and values of earlier positions are kept."""

    def __init__(
        self,
        w_q: FloatArray,
        w_k: FloatArray,
        w_v: FloatArray,
        w_o: FloatArray,
        *,
        num_heads: int,
        num_kv_heads: int,
        window: int | None = None,
        rollback: int = 0,
        base: float = 10000.0,
    ) -> None:
        """Begin without positions.

        Raises ValueError as full_attention does, and if rollback is less than 0.
        """
        raise NotImplementedError

    def extend(self, x: FloatArray) -> FloatArray:
        """Add positions at the end and return their outputs; x and the result: (m, d_model), m may be 0.

        Raises ValueError, and changes nothing, if x has another number of axes or columns.
        """
        raise NotImplementedError

    def length(self) -> int:
        """Return the number of positions."""
        raise NotImplementedError

    def rewind(self, length: int) -> None:
        """Forget all positions from `length` on.

        Raises ValueError, and changes nothing, if there are not so many, or if it is further back than the brief allows.
        """
        raise NotImplementedError

    def fork(self) -> Decoder:
        """Return a second decoder with the same past; from now on neither changes the other."""
        raise NotImplementedError
