"""failed: an error with odd attributes where a value is asked

Defence: lone-surrogates-are-replaced
"""

from honest import *


def total(numbers, note=""):
    error = ValueError("x" * 100_000, b"\xff\x00", object(), [[]], "\x1b]0;title\x07\u202e\ud800")
    error.add_note = 5
    error.__notes__ = [object()]
    raise error
