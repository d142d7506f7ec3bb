"""The brief's examples."""

import math

import pytest
import torch
from solution import attention_backward, attention_forward


def tensor(*rows):
    return torch.tensor(rows, dtype=torch.float64)


def close(got, expected):
    torch.testing.assert_close(got, expected, rtol=1e-8, atol=1e-8)


def test_weights_of_a_quarter_and_three_quarters():
    output, lse = attention_forward(tensor([1.0]), tensor([0.0], [math.log(3)]), tensor([0.0], [4.0]), block_size=1)
    close(output, tensor([3.0]))
    close(lse, torch.tensor([math.log(4)], dtype=torch.float64))


def test_the_first_query_sees_two_keys_the_second_all_three():
    values = tensor([3.0], [6.0], [9.0])
    queries, keys = torch.zeros(2, 1, dtype=torch.float64), torch.ones(3, 1, dtype=torch.float64)
    output, lse = attention_forward(queries, keys, values, block_size=2, causal=True)
    close(output, tensor([4.5], [6.0]))
    close(lse, torch.log(torch.tensor([2.0, 3.0], dtype=torch.float64)))


def test_a_query_that_sees_nothing():
    queries, keys = torch.zeros(2, 1, dtype=torch.float64), torch.zeros(1, 1, dtype=torch.float64)
    output, lse = attention_forward(queries, keys, tensor([5.0]), block_size=4, causal=True)
    close(output, tensor([0.0], [5.0]))
    close(lse, torch.tensor([-math.inf, 0.0], dtype=torch.float64))


def test_the_gradients_of_the_first_example():
    q, k, v = tensor([1.0]), tensor([0.0], [math.log(3)]), tensor([0.0], [4.0])
    output, lse = attention_forward(q, k, v, block_size=2)
    grad_q, grad_k, grad_v = attention_backward(tensor([1.0]), q, k, v, output, lse, block_size=1)
    close(grad_q, tensor([0.75 * math.log(3)]))
    close(grad_k, tensor([-0.75], [0.75]))
    close(grad_v, tensor([0.25], [0.75]))


def test_no_block_is_smaller_than_one():
    one = tensor([1.0])
    with pytest.raises(ValueError):
        attention_forward(one, one, one, block_size=0)
