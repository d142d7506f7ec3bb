"""Why a comparison of times says nothing: never the candidate's fault."""


class TooNoisy(BaseException):
    """The machine was too busy to tell: the submission stays ungraded and is tried again.

    Not an Exception, so that a test that swallows those can't pass on one.
    """


class TooFast(BaseException):
    """The reference takes too little time to be told from the way across the wall: the inputs are too small."""
