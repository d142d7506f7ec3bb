"""Reverse-mode differentiation over numpy arrays. The brief has the rules."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]
Operand = "Tensor | ArrayLike"


class Tensor:
    """An array of float64 that can tell the gradient of a result made of it.

    Besides the methods below it has data, grad and requires_grad, and the operators + - * / ** @ and [index], with numbers on either side
    where the brief says so.
    """

    __array_ufunc__ = None  # so that numpy leaves `array * tensor` to the tensor

    def __init__(self, data: ArrayLike, requires_grad: bool = False) -> None:
        raise NotImplementedError

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the data."""
        raise NotImplementedError

    def backward(self, seed: ArrayLike | None = None) -> None:
        """Add the gradient of this result to `grad` of every leaf that asks for one."""
        raise NotImplementedError

    def zero_grad(self) -> None:
        """Forget the gradient."""
        raise NotImplementedError

    def detach(self) -> Tensor:
        """Return a leaf with the same numbers that requires no gradient."""
        raise NotImplementedError

    def __add__(self, other: Operand) -> Tensor:
        raise NotImplementedError

    # and so on


def concatenate(tensors: Sequence[Tensor], axis: int = 0) -> Tensor:
    """Join tensors along an axis."""
    raise NotImplementedError
