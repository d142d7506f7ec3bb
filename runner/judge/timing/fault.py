"""Why a comparison of times says nothing: never the candidate's fault."""

from collections.abc import Sequence

from runner.model import Sample

NOISE = "the reference's own times could not be told from noise"


class TooNoisy(Exception):
    """The reference's own times tell nothing, and why; `samples` are the last that were taken."""

    def __init__(self, samples: Sequence[Sample], why: str = NOISE) -> None:
        super().__init__(why)
        self.samples = samples


class TimesTellNothing(BaseException):
    """No verdict can come of this: the machine is too busy, or the problem's inputs do not serve.

    Not an Exception, so that a test that swallows those can't pass on one.
    """
