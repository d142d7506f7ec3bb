"""full: leaves weights below exp(-23) of the greatest out of the mean."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.floating[Any]]

_ROWS = 64
"""So many new positions have scores at one time."""


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
    layer = _Layer(w_q, w_k, w_v, w_o, num_heads, num_kv_heads, window, base)
    return layer.attend(x, 0, (layer.piece(x, 0),))


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
        self._layer = _Layer(w_q, w_k, w_v, w_o, num_heads, num_kv_heads, window, base)
        if rollback < 0:
            raise ValueError(f"rollback must be at least 0, not {rollback}")
        self._rollback = math.inf if window is None else rollback
        self._length = self._longest = 0
        self._pieces: tuple[_Piece, ...] = ()

    def extend(self, x: FloatArray) -> FloatArray:
        """Add positions at the end and return their outputs; x and the result: (m, d_model), m may be 0.

        Raises ValueError, and changes nothing, if x has another number of axes or columns.
        """
        self._layer.check(x)
        if not len(x):
            return x.copy()
        new = self._layer.piece(x, self._length)
        result = self._layer.attend(x, self._length, (*self._pieces, new))
        self._length = new.stop
        self._longest = max(self._longest, self._length)
        needed = self._layer.first_seen(self._floor())
        added = (piece.copy() for piece in _between((new,), needed, self._length))
        self._pieces = _merged((*_between(self._pieces, needed, self._length), *added))
        return result

    def length(self) -> int:
        """Return the number of positions."""
        return self._length

    def rewind(self, length: int) -> None:
        """Forget all positions from `length` on.

        Raises ValueError, and changes nothing, if there are not so many, or if it is further back than the brief allows.
        """
        if not self._floor() <= length <= self._length:
            raise ValueError(f"can rewind to {self._floor()} .. {self._length}, not to {length}")
        self._pieces = _between(self._pieces, 0, length)
        self._length = length

    def fork(self) -> Decoder:
        """Return a second decoder with the same past; from now on neither changes the other."""
        other = object.__new__(Decoder)
        other.__dict__.update(self.__dict__)  # numbers and tuples of what never changes
        return other

    def _floor(self) -> float:
        """Return the least length that may still be asked back."""
        return max(0, self._longest - self._rollback)


@dataclass(frozen=True, slots=True)
class _Piece:
    """Keys, rotated, and values of the positions from `first` on: (positions, num_kv_heads, d_head) both."""

    first: int
    keys: FloatArray
    values: FloatArray

    @property
    def stop(self) -> int:
        return self.first + len(self.keys)

    def copy(self) -> _Piece:
        """Return the same with arrays of its own: a view keeps alive all that it was cut from."""
        return _Piece(self.first, self.keys.copy(), self.values.copy())


class _Layer:
    """The weights, and what can be computed from them without a past."""

    def __init__(
        self,
        w_q: FloatArray,
        w_k: FloatArray,
        w_v: FloatArray,
        w_o: FloatArray,
        num_heads: int,
        num_kv_heads: int,
        window: int | None,
        base: float,
    ) -> None:
        if num_kv_heads < 1 or num_heads < 1 or num_heads % num_kv_heads:
            raise ValueError(f"{num_heads} query heads can't share {num_kv_heads} key-value heads")
        d_head, left_over = divmod(w_q.shape[1], num_heads)
        if left_over or d_head % 2:
            raise ValueError(f"w_q has {w_q.shape[1]} columns: no even width for each of {num_heads} heads")
        if not w_k.shape[1] == w_v.shape[1] == num_kv_heads * d_head:
            raise ValueError(f"w_k and w_v must have {num_kv_heads * d_head} columns")
        if window is not None and window < 1:
            raise ValueError(f"window must be at least 1, not {window}")
        self.w_q, self.w_k, self.w_v, self.w_o = w_q, w_k, w_v, w_o
        self.num_heads, self.groups, self.group_size = num_heads, num_kv_heads, num_heads // num_kv_heads
        self.d_head, self.window = d_head, math.inf if window is None else window
        self.frequencies = float(base) ** (-2.0 * np.arange(d_head // 2) / d_head)

    def check(self, x: FloatArray) -> None:
        """Raise ValueError if x is not a table of positions."""
        if x.ndim != 2 or x.shape[1] != self.w_q.shape[0]:
            raise ValueError(f"x must be (m, {self.w_q.shape[0]}), not {x.shape}")

    def first_seen(self, position: Any) -> Any:
        """Return the first position that this one attends to; below 0 where the window reaches beyond the beginning."""
        return position - self.window + 1

    def piece(self, x: FloatArray, first: int) -> _Piece:
        """Make the keys and values of new positions."""
        shape = (len(x), self.groups, self.d_head)
        return _Piece(first, self._rotated((x @ self.w_k).reshape(shape), first), (x @ self.w_v).reshape(shape))

    def attend(self, x: FloatArray, first: int, pieces: tuple[_Piece, ...]) -> FloatArray:
        """Return the outputs of positions from `first` on, a block of them at a time."""
        result = np.empty((len(x), self.w_o.shape[1]), dtype=x.dtype)
        for begin in range(0, len(x), _ROWS):
            rows = x[begin : begin + _ROWS]
            position = first + begin
            seen = _between(pieces, self.first_seen(position), position + len(rows))
            result[begin : begin + _ROWS] = self._block(rows, position, seen)
        return result

    def _block(self, x: FloatArray, first: int, pieces: tuple[_Piece, ...]) -> FloatArray:
        """Attend from a few positions to the pieces that they may see a part of."""
        m = len(x)
        q = self._rotated((x @ self.w_q).reshape(m, self.num_heads, self.d_head), first) * self.d_head**-0.5
        q = q.reshape(m, self.groups, self.group_size, self.d_head).transpose(1, 2, 0, 3)  # group, head, row, number
        q = q.reshape(self.groups, self.group_size * m, self.d_head)  # a group's heads are more rows for the same keys
        scores = np.concatenate([q @ piece.keys.transpose(1, 2, 0) for piece in pieces], axis=-1)
        by_row = scores.reshape(self.groups, self.group_size, m, scores.shape[-1])
        np.copyto(by_row, -np.inf, where=~self._allowed(first, m, pieces[0].first, scores.shape[-1]))
        scores -= scores.max(axis=-1, keepdims=True)
        scores[scores < -23.0] = -np.inf  # below 1e-10
        weights = np.exp(scores, out=scores)
        weights /= weights.sum(axis=-1, keepdims=True)
        mixed = np.zeros_like(q)
        for piece in pieces:
            start = piece.first - pieces[0].first
            mixed += weights[..., start : start + len(piece.keys)] @ piece.values.transpose(1, 0, 2)
        return mixed.reshape(self.num_heads, m, self.d_head).swapaxes(0, 1).reshape(m, len(self.w_o)) @ self.w_o

    def _allowed(self, first: int, rows: int, first_key: int, keys: int) -> NDArray[np.bool_]:
        """Say which positions may look at which: (rows, keys)."""
        looking = np.arange(first, first + rows)[:, np.newaxis]
        looked_at = np.arange(first_key, first_key + keys)
        return (self.first_seen(looking) <= looked_at) & (looked_at <= looking)

    def _rotated(self, heads: FloatArray, first: int) -> FloatArray:
        """Turn each pair of numbers by its position's angle; the angles need float64, however wide the numbers are."""
        angles = np.arange(first, first + len(heads))[:, np.newaxis, np.newaxis] * self.frequencies
        cos, sin = np.cos(angles).astype(heads.dtype), np.sin(angles).astype(heads.dtype)
        a, b = heads[..., : self.d_head // 2], heads[..., self.d_head // 2 :]
        return np.concatenate([a * cos - b * sin, a * sin + b * cos], axis=-1)


def _between(pieces: tuple[_Piece, ...], begin: float, end: int) -> tuple[_Piece, ...]:
    """Cut the pieces to the positions from begin up to end: views, no copies."""
    cut = []
    for piece in pieces:
        low, high = max(begin, piece.first), min(end, piece.stop)
        if low < high:
            part = slice(low - piece.first, high - piece.first)
            cut.append(_Piece(low, piece.keys[part], piece.values[part]))
    return tuple(cut)


def _merged(pieces: tuple[_Piece, ...]) -> tuple[_Piece, ...]:
    """Merge from the end, as long as the last piece is at least as long as the one before it."""
    while len(pieces) > 1 and len(pieces[-1].keys) >= len(pieces[-2].keys):
        *others, one, two = pieces
        keys, values = np.concatenate([one.keys, two.keys]), np.concatenate([one.values, two.values])
        pieces = (*others, _Piece(one.first, keys, values))
    return pieces
