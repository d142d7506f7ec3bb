"""Which error gives which exit code."""

import pytest

from runner.cli.exit_code import ExitCode, exit_code_of
from runner.model import BadInput, CheckFailed, OurFault, ProblemInvalid, RunnerError, SubmissionRejected
from sandbox.errors import EngineUnavailable


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (CheckFailed(), ExitCode.CHECK_FAILED),
        (BadInput(), ExitCode.USAGE),
        (ProblemInvalid(), ExitCode.USAGE),
        (SubmissionRejected(), ExitCode.USAGE),
        (RunnerError(), ExitCode.USAGE),
        (OurFault(), ExitCode.OUR_FAULT),
        (EngineUnavailable(), ExitCode.OUR_FAULT),
    ],
)
def test_code_of_error(error: RunnerError, code: ExitCode) -> None:
    assert exit_code_of(error) is code
