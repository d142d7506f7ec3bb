"""Why a comparison of times says nothing: never the candidate's fault."""


from collections.abc import Sequence

from runner.model import Sample


class TooNoisy(Exception):
    """The reference's own times differ too much from call to call; `samples` are the last that were taken."""

    def __init__(self, samples: Sequence[Sample]) -> None:
        super().__init__("the reference's own times differed too much from call to call")
        self.samples = samples


class TimesTellNothing(BaseException):
    """No verdict can come of this: the machine is too busy, or the problem's inputs do not serve.

    Not an Exception, so that a test that swallows those can't pass on one.
    """
