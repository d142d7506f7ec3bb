"""What happens between operations: tensors used twice, leaves, repeated walks, depth, errors."""

import itertools

import numpy as np
import pytest
from both import check, close, draw, exp, tanh
from hypothesis import given
from hypothesis import strategies as st
from solution import Tensor, concatenate

SEED = st.integers(0, 10_000)


def leaf(data):
    return Tensor(data, requires_grad=True)


@given(SEED)
def test_one_tensor_used_several_times(seed):
    """What comes over several ways adds up."""
    (a,) = draw(seed, (2, 3))
    check(lambda x: x * x + x, a)
    check(lambda x: x / (x * x + 1.0) - x, a)
    check(lambda x: exp(x) * tanh(x) * x, a)


@given(SEED)
def test_a_result_used_by_results(seed):
    """A result's gradient is complete before it is passed on, however long the ways to it are."""
    a, b = draw(seed, (3,), (3,))

    def program(x, y):
        shared = x * y
        long_way = tanh(tanh(shared) * y) + shared
        return long_way * shared + tanh(long_way) * x

    check(program, a, b)


def test_doubling_many_times():
    """The work grows with the operations, not with the ways through them."""
    x = leaf(1.0)
    y = x
    for _ in range(60):
        y = y + y
    y.backward()
    close(x.grad, np.array(2.0**60))


def test_a_long_chain():
    """A chain of some thousand operations is walked like a short one, on whichever side of the operator it goes on."""
    x = leaf([1.0, 2.0])
    y = x
    for _ in range(3000):
        y = y + 1.0
    y.backward([1.0, -1.0])
    close(y.data, np.array([3001.0, 3002.0]))
    close(x.grad, np.array([1.0, -1.0]))
    step, x = leaf(0.25), leaf(1.0)
    y = x
    for _ in range(3000):
        y = step + y
    y.backward()
    close(y.data, np.array(751.0))
    close(x.grad, np.array(1.0))
    close(step.grad, np.array(3000.0))


def test_gradients_add_up_over_calls():
    """A second `backward`, of the same result or another one, adds to what is there; `zero_grad` begins anew."""
    x = leaf([1.0, 2.0])
    y = x * x
    y.sum().backward()
    close(x.grad, np.array([2.0, 4.0]))
    (x * 3.0).sum().backward()
    close(x.grad, np.array([5.0, 7.0]))
    x.zero_grad()
    assert x.grad is None
    y.backward([1.0, 0.5])
    close(x.grad, np.array([2.0, 2.0]))


def test_what_is_added_to_one_gradient_is_added_to_no_other():
    """Two tensors with the same gradient each have their own: a second call adds once to either."""
    a, b, c = leaf([1.0, -2.0]), leaf([3.0, 0.5]), leaf([[5.0, 7.0]])
    total = a + b + c.reshape((2,))
    for times in (1.0, 2.0, 3.0):
        total.backward([1.0, 2.0])
        for tensor in (a, b):
            close(tensor.grad, times * np.array([1.0, 2.0]))
        close(c.grad, times * np.array([[1.0, 2.0]]))
    (a * 4.0).sum().backward()
    close(a.grad, np.array([7.0, 10.0]))
    close(b.grad, np.array([3.0, 6.0]))


def test_the_same_result_twice():
    """A graph can be walked again, with the same gradients: nothing is left over from the first time."""
    x, w = leaf([1.0, -2.0]), leaf([3.0, 0.5])
    hidden = (x * w).tanh()
    loss = (hidden * hidden * w).sum()
    loss.backward()
    first = x.grad, w.grad
    for tensor in (x, w):
        tensor.zero_grad()
    loss.backward()
    close(x.grad, first[0])
    close(w.grad, first[1])


def test_what_else_was_made_of_a_result():
    """A walk has to do with what its own result was made of, whatever else was made of the same tensors."""
    x, w = leaf([1.0, -2.0]), leaf([3.0, 0.5])
    hidden = x * w
    one, other, _ = (hidden * 2.0).sum(), (hidden * hidden).sum(), hidden * 5.0
    one.backward()
    close(x.grad, np.array([6.0, 1.0]))
    close(w.grad, np.array([2.0, -4.0]))
    other.backward()
    close(x.grad, np.array([24.0, 0.0]))
    close(w.grad, np.array([8.0, 0.0]))


def test_gradients_of_two_tensors_are_their_own():
    """Where one gradient goes to several tensors, what is added to one later is not added to the others."""
    a, b = leaf([1.0, 1.0]), leaf([2.0, 2.0])
    (a + b).sum().backward()
    (a * 10.0).sum().backward()
    close(a.grad, np.array([11.0, 11.0]))
    close(b.grad, np.array([1.0, 1.0]))
    c = leaf([[1.0, 2.0]])
    concatenate([c.reshape((2,)), a]).backward([1.0, 2.0, 3.0, 4.0])
    close(c.grad, np.array([[1.0, 2.0]]))
    close(a.grad, np.array([14.0, 15.0]))


def test_only_leaves_keep_gradients():
    """Results on the way, and leaves that ask for none, have no gradient."""
    a, b = leaf(2.0), Tensor(3.0)
    middle = a * b
    end = middle * middle
    end.backward()
    close(a.grad, np.array(36.0))
    assert b.grad is None
    assert middle.grad is None
    assert end.grad is None


def test_a_leaf_by_itself():
    """`backward` of a leaf gives the leaf the seed."""
    a, b = leaf(4.0), leaf([1.0, 2.0])
    a.backward()
    close(a.grad, np.array(1.0))
    b.backward([3.0, 5.0])
    close(b.grad, np.array([3.0, 5.0]))


@pytest.mark.parametrize("kind", [list, np.int64, np.uint8, np.float32])
def test_seeds_of_any_kind(kind):
    """Seeds of whole numbers, or of a shorter type, are the same numbers in float64."""
    seed = [100, 200] if kind is list else np.array([100, 200], dtype=kind)
    a, b = leaf([3.0, 4.0]), leaf([1.0, 2.0, 4.0])
    a.backward(seed)
    close(a.grad, np.array([100.0, 200.0]))
    (a - (a + a + a)).backward(seed)
    close(a.grad, np.array([-100.0, -200.0]))
    (a * 0.125).backward(seed)
    close(a.grad, np.array([-87.5, -175.0]))
    b[np.array([2, 2])].backward(seed)
    close(b.grad, np.array([0.0, 0.0, 300.0]))


@pytest.mark.parametrize("kind", [int, np.int64, np.uint8])
def test_a_whole_number_as_a_seed(kind):
    """A seed for a result without axes is a number, which may be whole."""
    a, b = leaf(4.0), leaf([2.0, 8.0])
    a.backward(kind(3))
    close(a.grad, np.array(3.0))
    (b.mean() - a).backward(kind(3))
    close(a.grad, np.array(0.0))
    close(b.grad, np.array([1.5, 1.5]))


@pytest.mark.parametrize("data", [3, [1, 2], np.arange(1, 5), np.array([[200, 7]], dtype=np.uint8)], ids=str)
def test_leaves_of_whole_numbers(data):
    """Leaves made of whole numbers have gradients that are not whole."""
    a = leaf(data)
    (a * 0.375 - a ** -1).sum().backward()
    numbers = np.array(data, dtype=float)
    close(a.grad, 0.375 + numbers**-2)
    a.sum().backward()
    close(a.grad, 1.375 + numbers**-2)


def test_before_backward():
    """A new tensor has no gradient."""
    a = leaf([1.0])
    assert a.grad is None
    assert (a * 2.0).grad is None
    a.zero_grad()
    assert a.grad is None


def test_what_requires_a_gradient():
    """A result requires a gradient if anything that it was made of does."""
    a, b = leaf([1.0, 2.0]), Tensor([3.0, 4.0])
    assert a.requires_grad
    assert not b.requires_grad
    assert (b * a).requires_grad
    assert (2.0 / a).requires_grad
    assert not (b + 1.0).requires_grad
    assert concatenate([b, a]).requires_grad
    assert not concatenate([b, b]).requires_grad
    assert not a.detach().requires_grad


def test_detached_numbers():
    """No gradient passes through `detach`, nor goes along with it."""
    a = leaf([1.0, 2.0])
    close(a.detach().data, np.array([1.0, 2.0]))
    (a * (a * a).detach()).sum().backward()
    close(a.grad, np.array([1.0, 4.0]))
    assert a.detach().grad is None


@pytest.mark.parametrize("shape", [(), (1,), (1, 1)])
def test_one_element_needs_no_seed(shape):
    """A result with one element needs no seed, whatever its axes."""
    a = leaf(np.full(shape, 3.0))
    (a * a).backward()
    close(a.grad, np.full(shape, 6.0))


def test_results_that_need_a_seed():
    """Without a seed, a result of several elements is a `ValueError`, and so is a leaf of several."""
    with pytest.raises(ValueError):
        (leaf([1.0, 2.0]) * 2.0).backward()
    a = leaf([1.0, 2.0])
    with pytest.raises(ValueError):
        a.backward()
    assert a.grad is None


@pytest.mark.parametrize("seed", [1.0, [1.0], [[1.0, 1.0, 1.0]], [1.0, 1.0]])
def test_seeds_of_another_shape(seed):
    """A seed of another shape than the result's, or the leaf's, is a `ValueError`, though it would broadcast."""
    a = leaf([1.0, 2.0, 3.0])
    for tensor in (a * 2.0, a):
        with pytest.raises(ValueError):
            tensor.backward(seed)
    assert a.grad is None


def test_one_element_with_other_axes():
    """A seed of one element for a result of one is a `ValueError` all the same where the axes are others."""
    for shape, other in itertools.permutations([(), (1,), (1, 1)], 2):
        a = leaf(np.full(shape, 3.0))
        with pytest.raises(ValueError):
            (a * a).backward(np.ones(other))
        assert a.grad is None


def test_nothing_to_differentiate():
    """`backward` where nothing requires a gradient is a `ValueError`."""
    with pytest.raises(ValueError):
        (Tensor(2.0) * 3.0).backward()
    with pytest.raises(ValueError):
        leaf(1.0).detach().backward()
