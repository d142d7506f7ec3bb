"""What goes wrong on our side of the sandbox.

    SandboxError
     |- EngineUnavailable   no engine answers: start Docker, or run `prebrief doctor`
     |- EngineFailed        the engine answered with an error, or went away in the middle of a call: retry later
     |- ImageFailed         the sandbox image could not be built: the message says which step and why
     |- ForkserverFailed    a forkserver said something it must not, or nothing: discard the container
     `- BoxGone             a box does not answer, or ended without a report: discard it
         `- BoxFull             a box has had as many guests as it may, or could not clean up: take a fresh one

*The candidate failed* is never an exception of this tree; see `ending.py` and the wall's failures.
"""


class SandboxError(Exception):
    """Any failure of the sandbox itself; a submission it touches is `ungraded`, never zero."""


class EngineUnavailable(SandboxError):
    """No engine answers: start Docker, or run `prebrief doctor`."""


class EngineFailed(SandboxError):
    """The engine answered with an error, or went away during a call: the work can be retried."""


class ImageFailed(SandboxError):
    """The sandbox image could not be built: the message names the step and the reason."""


class ForkserverFailed(SandboxError):
    """A forkserver broke its protocol or died: its container must be discarded."""


class BoxGone(SandboxError):
    """The box's forkserver does not answer, or ended without a report: the box must be discarded."""


class BoxFull(BoxGone):
    """The box has had as many guests as it may, or could not clean up after one: take a fresh box."""
