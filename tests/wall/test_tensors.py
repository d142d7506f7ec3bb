"""torch's tensors cross by value in both directions, in the environment that has torch."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sandbox.docker import DockerEngine
from tests.wall.case import Bench, Case

pytestmark = [pytest.mark.docker, pytest.mark.slow, pytest.mark.torch]

TENSORS = Case(
    solution="""
        import sys
        import torch

        def same(value): return value
        def kind(value): return type(value).__name__
        def asks(value): return value.requires_grad, value.grad is None
        def slope(value): return torch.autograd.grad((value ** 2).sum(), value)[0]
        def result(value): return (value * 2)
        def parameter(): return torch.nn.Parameter(torch.ones(2))
        def sparse(): return torch.ones(2, 2).to_sparse()
        def spread(): return torch.ones(1).expand(3, 3)
        def conjugate(): return torch.tensor([1 + 2j]).conj()

        def imported_by_differentiating():
            before = set(sys.modules)
            leaf = torch.ones(2, requires_grad=True)
            leaf.sum().backward()
            torch.func.grad(torch.sum)(torch.ones(2))
            return sorted(set(sys.modules) - before)
    """,
    tests="""
        import pytest, torch
        from hypothesis import given, strategies as st
        import solution

        DTYPES = [
            torch.bool, torch.uint8, torch.int8, torch.int16, torch.int32, torch.int64, torch.float16, torch.bfloat16,
            torch.float32, torch.float64, torch.complex64, torch.complex128,
        ]

        @pytest.mark.parametrize("dtype", DTYPES, ids=str)
        @pytest.mark.parametrize("shape", [(), (0,), (3,), (2, 0, 4), (2, 3, 4), (1000, 3)], ids=str)
        def test_every_dtype_and_shape(dtype, shape):
            generator = torch.Generator().manual_seed(1)
            value = (torch.randn(shape, generator=generator) * 5).to(dtype)
            got = solution.same(value)
            assert type(got) is torch.Tensor
            assert got.dtype is dtype and got.shape == value.shape
            assert torch.equal(got, value)
            assert solution.same(dtype) is dtype

        def test_odd_numbers():
            value = torch.tensor([float("inf"), -float("inf"), float("nan"), -0.0, 5e-324], dtype=torch.float64)
            assert torch.equal(solution.same(value).view(torch.int64), value.view(torch.int64))

        def test_views_arrive_as_what_they_show():
            value = torch.arange(12.0).reshape(3, 4)
            for view in (value.T, value[:, 1::2], value[0].expand(2, 4), torch.conj(value * 1j)):
                assert torch.equal(solution.same(view), view)
            assert torch.equal(solution.spread(), torch.ones(3, 3))
            assert torch.equal(solution.conjugate(), torch.tensor([1 - 2j]))

        def test_leaves_ask_for_gradients_and_results_do_not():
            leaf = torch.ones(3, requires_grad=True)
            assert solution.asks(leaf) == (True, True)
            assert solution.asks(leaf * 2) == (False, True)
            assert torch.equal(solution.slope(leaf), torch.full((3,), 2.0))
            assert not solution.result(leaf).requires_grad
            assert solution.parameter().requires_grad
            assert type(solution.parameter()) is torch.Tensor

        def test_the_first_gradient_costs_no_more_than_others():
            assert solution.imported_by_differentiating() == []

        def test_what_is_not_dense_is_refused():
            solution.sparse()

        def test_within_containers():
            value = {"w": [torch.ones(2)], "b": (torch.zeros(1, dtype=torch.int64), None)}
            got = solution.same(value)
            assert list(got) == ["w", "b"]
            assert torch.equal(got["w"][0], value["w"][0]) and got["b"][0].dtype is torch.int64
            assert solution.kind(torch.nn.Parameter(torch.ones(1))) == "Tensor"
    """,
    expect={"test_what_is_not_dense_is_refused": "refused: tensor"},
    limits={"memory_mb": 1024, "wall_seconds_per_test": 20.0, "wall_seconds_total": 300.0, "cpu_seconds": 120.0},
)


@pytest.fixture(scope="module")
def torch_bench(docker_engine: DockerEngine) -> Iterator[Bench]:
    """Lend a lane of the environment torch."""
    bench = Bench(docker_engine, "torch")
    yield bench
    bench.close()


def test_tensors_cross_by_value(torch_bench: Bench) -> None:
    assert TENSORS.mismatches(torch_bench.graded(TENSORS)) == {}
