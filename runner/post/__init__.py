"""Post: letters, calendar entries, and who carries them. It knows nothing of rounds.

letter      a message with files, written down
calendar    an .ics file
sending     an SMTP server, or an outbox of .eml files
"""

from runner.post.calendar import Entry, calendar_bytes
from runner.post.letter import Attached, Letter, checked_address, letter_bytes
from runner.post.sending import Carrier, carrier, take_back

__all__ = [
    "Attached",
    "Carrier",
    "Entry",
    "Letter",
    "calendar_bytes",
    "carrier",
    "checked_address",
    "letter_bytes",
    "take_back",
]
