"""torch's tensors and dtypes, by value. Imported when torch is, where the environment has it.

    TENSOR text:dtype leaf:u8 value:array       TENSOR_DTYPE text:dtype

The array has the tensor's numbers in C order; what numpy has no name for (bfloat16) goes as the bits. `leaf` says that
the tensor asks for gradients and is no result: so does what arrives. Neither a graph nor a `grad` crosses; a parameter
arrives as a tensor. Dense tensors in main memory alone: the others are refused.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

from sandbox.wall.codec import tags
from sandbox.wall.codec.reading import Reading, Take
from sandbox.wall.codec.refusal import Malformed, Refused
from sandbox.wall.codec.writing import Put, Table, Writing

_TENSOR_NODES = 3  # making one takes as much time and memory as this many ints, beside those of its array
_BITS = {torch.bfloat16: torch.int16}
_DTYPES = {
    "bool": torch.bool,
    "uint8": torch.uint8,
    "int8": torch.int8,
    "int16": torch.int16,
    "int32": torch.int32,
    "int64": torch.int64,
    "float16": torch.float16,
    "bfloat16": torch.bfloat16,
    "float32": torch.float32,
    "float64": torch.float64,
    "complex64": torch.complex64,
    "complex128": torch.complex128,
}
_NAMES = {dtype: name for name, dtype in _DTYPES.items()}
_ARRAYS = {
    name: np.dtype("i2" if name == "bfloat16" else "?" if name == "bool" else name).newbyteorder("<")
    for name in _DTYPES
}
# Taken off the class, so that a subclass's own are not asked.
_DTYPE = torch._C.TensorBase.dtype.__get__
_IS_LEAF = torch._C.TensorBase.is_leaf.__get__
_ASKS_GRADIENTS = torch._C.TensorBase.requires_grad.__get__
_LAYOUT = torch._C.TensorBase.layout.__get__
_DEVICE = torch._C.TensorBase.device.__get__


def _put_tensor(w: Writing, value: torch.Tensor) -> None:
    dtype = _DTYPE(value)
    name = _NAMES.get(dtype)
    if name is None or _LAYOUT(value) is not torch.strided or _DEVICE(value).type != "cpu":
        raise Refused("a tensor that is not dense, not in main memory or of a rare dtype cannot cross the wall")
    w.spend(_TENSOR_NODES)
    w.out.append(tags.TENSOR)
    w.text(name)
    w.out.append(_IS_LEAF(value) and _ASKS_GRADIENTS(value))
    with torch._C.DisableTorchFunctionSubclass():
        plain = torch.Tensor.detach(value).resolve_conj().resolve_neg().contiguous()
        w.node(plain.view(_BITS.get(dtype, dtype)).numpy())


def _put_dtype(w: Writing, value: torch.dtype) -> None:
    name = _NAMES.get(value)
    if name is None:
        raise Refused(f"the dtype {str(value)[:60]} cannot cross the wall")
    w.out.append(tags.TENSOR_DTYPE)
    w.text(name)


def _take_name(r: Reading) -> str:
    name = r.name()
    if name not in _DTYPES:
        raise Malformed("a tensor's dtype is not in the list")
    return name


def _take_tensor(r: Reading) -> torch.Tensor:
    r.spend(_TENSOR_NODES)
    name = _take_name(r)
    leaf = r.byte()
    dtype = _DTYPES[name]
    if leaf > 1 or (leaf and not (dtype.is_floating_point or dtype.is_complex)):
        raise Malformed("a tensor asks for gradients that it can't have")
    r.enter(1)
    array: Any = r.node()
    r.depth -= 1
    if type(array) is not np.ndarray or array.dtype != _ARRAYS[name]:
        raise Malformed("a tensor's numbers are not an array of its dtype")
    if not array.flags.writeable:
        array = array.copy()
    made = torch.from_numpy(array).view(dtype)
    return made.requires_grad_() if leaf else made


def _take_dtype(r: Reading) -> torch.dtype:
    return _DTYPES[_take_name(r)]


def learn(table: Table) -> None:
    """Add torch's types to those that a writer knows."""
    puts: dict[type, Put] = {torch.Tensor: _put_tensor, torch.nn.Parameter: _put_tensor, torch.dtype: _put_dtype}
    table.exact.update(puts)
    table.bases |= {torch.Tensor}


TAKE: dict[int, Take] = {tags.TENSOR: _take_tensor, tags.TENSOR_DTYPE: _take_dtype}
