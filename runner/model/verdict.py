"""The verdict of one test: the closed set of what a candidate's submission can earn."""

from enum import StrEnum


class Verdict(StrEnum):
    """What one hidden test says of a submission; only PASSED earns points."""

    PASSED = "passed"
    FAILED = "failed"  # an assertion did not hold, or the submission raised where it must not
    ERROR = "error"  # the submission could not be imported
    MISSING = "missing"  # a name that the test uses is not there
    REFUSED = "refused"  # the wall refused a value, an operator or a handle
    TIMEOUT = "timeout"  # wall-clock or CPU time is used up
    OUT_OF_MEMORY = "out_of_memory"
    CRASHED = "crashed"  # the process that held the submission ended by itself
    PROTOCOL = "protocol"  # the submission spoke on the wall itself, and not well
    SKIPPED = "skipped"  # the test skipped, xfailed or vanished: no points, and it stays in the denominator
