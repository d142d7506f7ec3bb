"""What ends a judge's run without a verdict: our fault, or the problem's, never the candidate's."""

TOO_BUSY = "the machine is too busy to time anything"  # how the reason begins where another run may do


class JudgeFault(Exception):
    """The tests can't be run as they should be; its text becomes the reason of a `judge_failed` event."""
