"""What a candidate and the host of a round have in common: values, links, words for times. It needs nothing but Python.

values      an invitation, its round, its times, receipts, feedback
document    the same as JSON
link        where an invitation leads
words       moments, lengths of time and rules as they are told
"""

from runner.invitation.link import Link, read_link
from runner.invitation.values import Assistants, HandedIn, Opened, RoundInfo, Stage, Standing, Times, Told
from runner.invitation.words import ASSISTANTS, span, utc

__all__ = [
    "ASSISTANTS",
    "Assistants",
    "HandedIn",
    "Link",
    "Opened",
    "RoundInfo",
    "Stage",
    "Standing",
    "Times",
    "Told",
    "read_link",
    "span",
    "utc",
]
