"""failed: an error with odd attributes where a value is asked"""

from honest import *


def total(numbers, note=""):
    error = ValueError("x" * 100_000, b"\xff\x00", object(), [[]], "\x1b]0;title\x07\u202e")
    error.add_note = 5
    error.__notes__ = [object()]
    raise error
