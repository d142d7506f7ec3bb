"""The brief's examples."""

import numpy as np
import pytest
from solution import Tensor, concatenate


def test_broadcasting():
    a = Tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
    b = Tensor([10.0, 20.0], requires_grad=True)
    (a * b + a).sum().backward()
    np.testing.assert_allclose(a.grad, [[11.0, 21.0], [11.0, 21.0]])
    np.testing.assert_allclose(b.grad, [4.0, 6.0])


def test_gradients_add_up():
    x = Tensor(3.0, requires_grad=True)
    y = x * x
    (y * y).backward()
    np.testing.assert_allclose(x.grad, 108.0)
    assert y.grad is None
    y.backward()
    np.testing.assert_allclose(x.grad, 114.0)


def test_a_layer():
    w = Tensor([[1.0], [2.0]], requires_grad=True)
    (Tensor([[3.0, 4.0]]) @ w).relu().backward()
    np.testing.assert_allclose(w.grad, [[3.0], [4.0]])


def test_an_index_that_picks_twice():
    v = Tensor([5.0, 6.0], requires_grad=True)
    v[np.array([0, 0, 1])].backward([1.0, 2.0, 4.0])
    np.testing.assert_allclose(v.grad, [3.0, 4.0])


def test_a_result_that_needs_a_seed():
    with pytest.raises(ValueError):
        (Tensor([5.0, 6.0], requires_grad=True) * 2).backward()


def test_joining():
    v = Tensor([5.0], requires_grad=True)
    concatenate([v, v]).backward([1.0, 2.0])
    np.testing.assert_allclose(v.grad, [3.0])
