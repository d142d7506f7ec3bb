"""What a lane is started with."""

from dataclasses import replace

import pytest

from runner.grading.seat import lane_spec
from tests.runner.grading.builders import a_problem


@pytest.mark.parametrize(
    ("locked", "imported"),
    [
        ((), ()),
        (("numpy", "torchgen"), ("numpy", "torchgen")),
        (("numpy", "torch"), ("numpy", "torch", "torch._dynamo")),  # what torch imports on its first gradient
    ],
)
def test_boxes_import_what_the_reference_did_and_what_that_imports_on_first_use(locked, imported):
    problem = a_problem()
    problem = replace(problem, lock=replace(problem.lock, preload=locked))
    assert lane_spec(problem).preload == imported
    assert lane_spec(problem, ("torch",)).preload == ("torch", "torch._dynamo")
