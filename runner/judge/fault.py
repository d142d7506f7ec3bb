"""What ends a judge's run without a verdict: our fault, or the problem's, never the candidate's."""


class JudgeFault(Exception):
    """The tests can't be run as they should be; its text becomes the reason of a `judge_failed` event."""
