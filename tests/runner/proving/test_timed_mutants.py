"""How mutants are run: those that only a race could kill, where the minutes end before; and with whom in a box."""

import time
from dataclasses import replace

import pytest

from runner.grading import Batch, Entry
from runner.model import ProofBudget
from runner.proving.mutation import Mutation
from sandbox.fake import FakeEngine
from tests.runner.grading.builders import HOSTILE, Cast, a_problem, a_racing_problem

REFERENCE = {"tests/hidden/test_it.py": b"...", "reference/solution.py": b"SIZE = 3 + 4\n"}
MINUTES = 0.02


@pytest.mark.parametrize("in_time", [True, False])
def test_what_was_not_timed_is_not_tried_and_does_not_survive(in_time: bool) -> None:
    problem = replace(a_racing_problem(files=REFERENCE), proof=ProofBudget(minutes=4 if in_time else MINUTES))

    def run(batch: Batch, entries: tuple[Entry, ...]) -> None:
        batch.run(entries)
        time.sleep(0 if in_time else 60 * MINUTES)

    step, matrix = Mutation(problem, FakeEngine(Cast()), run, lanes=1).prove({}, ())
    assert matrix is not None
    survivors = [fault for fault in step.faults if "survives" in fault]
    if in_time:
        assert len(survivors) == len(matrix.mutants) > 2
        assert matrix.untried == 0
    else:
        assert (survivors, matrix.mutants) == ([], ())
        assert matrix.untried > 2
        assert step.doubts[0].startswith(f"{matrix.untried} mutants were not tried")


def test_mutants_share_a_box_and_no_canary_rides_there() -> None:
    cast, problem = Cast(), a_problem(files=REFERENCE)
    _, matrix = Mutation(problem, FakeEngine(cast), lambda batch, entries: batch.run(entries), lanes=1).prove({}, ())
    assert matrix is not None
    assert len(cast.order) == len(matrix.mutants) > 2
    assert HOSTILE not in {who for who, _ in cast.order}
    assert len({box for _, box in cast.order}) == 1
