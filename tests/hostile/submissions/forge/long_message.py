"""failed: an error whose words are twenty megabytes, and seventy when they are shown

Defence: messages-are-bounded
"""

from honest import *



def scale(values, by):
    raise ValueError("\0" * 9_000_000, "\0" * 9_000_000)
