"""What the harness cannot do, told in one sentence: what, where, how to fix.

    RunnerError
     |- BadInput             what was asked cannot be done as asked: correct it and try again
     |   |- NotThere             what was named is not there; the message names what is
     |   |- NotAllowed           who asks is not known here
     |   |   `- NotPermitted         who asks is known, and may not do that
     |   |- ProblemInvalid       a problem folder breaks the format: names the file, the key and the remedy
     |   `- SubmissionRejected   what was handed in is not a submission: one row of the batch, with the reason
     |- CheckFailed          a check that was asked for did not hold (`verify`, `check`)
     `- OurFault             the harness or the engine failed: nothing is lost, try again
         `- DatabaseFault        a workspace's database does not work; the message names it, for its owner alone
"""


class RunnerError(Exception):
    """An expected error; its text is what people read, without a traceback."""


class BadInput(RunnerError):
    """What was asked cannot be done as asked: correct it and try again."""


class NotThere(BadInput):
    """What was named is not there; the message names what is."""


class NotAllowed(BadInput):
    """Who asks is not known here."""


class NotPermitted(NotAllowed):
    """Who asks is known, and may not do that."""


class ProblemInvalid(BadInput):
    """A problem folder breaks the format: the message names the file, the key and the remedy."""


class SubmissionRejected(BadInput):
    """What was handed in is not a submission; in a batch it is one row, with this reason."""


class CheckFailed(RunnerError):
    """A check that was asked for did not hold."""


class OurFault(RunnerError):
    """The harness or the engine failed; nothing is lost, and the same command can be run again."""


class DatabaseFault(OurFault):
    """A workspace's database does not work; the message names it, and is for whoever has the workspace."""
