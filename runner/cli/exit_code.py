"""The exit codes, and which error gives which."""

from enum import IntEnum

from runner.model import CheckFailed, OurFault, RunnerError
from sandbox.errors import SandboxError


class ExitCode(IntEnum):
    """What the command's end means to whoever called it."""

    DONE = 0  # the work was done; a batch with failing submissions is work done
    CHECK_FAILED = 1  # a check that was asked for did not hold
    USAGE = 2  # what was asked can't be done as asked
    OUR_FAULT = 3  # the harness or the engine failed: run it again
    INTERRUPTED = 130  # Ctrl-C, as shells have it


def exit_code_of(error: RunnerError | SandboxError) -> ExitCode:
    """Return the code for an expected error."""
    if isinstance(error, CheckFailed):
        return ExitCode.CHECK_FAILED
    if isinstance(error, OurFault | SandboxError):
        return ExitCode.OUR_FAULT
    return ExitCode.USAGE
