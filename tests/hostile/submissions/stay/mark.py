"""100: has a mark in its source, which the one after it looks for in its own memory

Defence: no-submission-in-pid-1
"""

from honest import *

WORDS = "a line of a submission that is long enough to be found again" * 50
