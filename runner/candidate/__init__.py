"""A candidate's side of a round: the folder that a link becomes, the host that it leads to, what is said.

joined   the kit in a folder, and its link
host     five questions to a server or to a workspace here
words    what is printed
"""

from runner.candidate.host import Host, reached
from runner.candidate.joined import Joined, is_joined, join, joined, keep_receipt, kept_receipts
from runner.candidate.words import clocks_apart, feedback_text, opened_text, receipt_text, standing_text, times_lines

__all__ = [
    "Host",
    "Joined",
    "clocks_apart",
    "feedback_text",
    "is_joined",
    "join",
    "joined",
    "keep_receipt",
    "kept_receipts",
    "opened_text",
    "reached",
    "receipt_text",
    "standing_text",
    "times_lines",
]
