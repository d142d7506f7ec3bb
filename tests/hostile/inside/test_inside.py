"""What a submission sees and can do, seen by one: everything is on a hand-written list, and all of the list is true.

The probe (`probe/`) is graded like any submission. Each hidden test (`hidden/`) asks it for one section and holds what
it says against `allowed.toml`, which has a reason for each line; the system calls are held against the profile.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping

import pytest

from runner import model
from runner.model import GradeStatus, Verdict
from tests.hostile.inside.grading import HERE, grade

pytestmark = [pytest.mark.docker, pytest.mark.slow]

ALLOWED = tomllib.loads((HERE / "allowed.toml").read_text())


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, model.TestResult]:
    came = grade(tuple(ALLOWED), tmp_path_factory.mktemp("inside") / "journal")
    assert came.status is GradeStatus.GRADED, came.reason
    return {test.id.partition("[")[2].removesuffix("]"): test for test in came.tests}


@pytest.mark.parametrize("section", ALLOWED)
def test_what_a_submission_sees_and_can_do_is_on_the_list(graded: Mapping[str, model.TestResult], section: str) -> None:
    test = graded[section]
    assert test.verdict is Verdict.PASSED, test.message


def test_every_line_of_the_list_has_a_reason() -> None:
    lines = [line for section in ALLOWED.values() for line in (section, section.get("sometimes", {}))]
    reasons = [reason for each in lines for reason in each.values() if not isinstance(reason, dict)]
    assert len(reasons) > 200
    assert all(isinstance(reason, str) and reason for reason in reasons)
