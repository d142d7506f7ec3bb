"""What `grade` says beside its results."""

from __future__ import annotations

from pathlib import Path

import pytest

from runner.cli.grading import watch
from runner.grading import Batch, Journal, Options
from runner.model import Verdict
from sandbox.fake import FakeEngine
from tests.runner.grading.builders import Cast, a_problem, an_entry, finish


def test_a_canary_that_came_out_wrong_is_said_though_everybody_has_a_grade(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cast = Cast(good=[finish(Verdict.FAILED), finish()])
    with Journal(tmp_path) as journal:
        batch = Batch(a_problem(), FakeEngine(cast), journal, Options(submissions_per_box=2))
        watch(batch, (an_entry("ann"),), title="small")
        assert batch.unfinished() == ()
    said = capsys.readouterr()
    assert "A canary came out wrong: the known-good submission, the reference, did not pass" in said.err
    assert said.out == ""
