"""failed: an error with escapes for the terminal and the spreadsheet of who reads it

Defence: lone-surrogates-are-replaced
"""

from honest import *


def total(numbers, note=""):
    print("\x1b]0;owned\x07\x1b[2J\r=cmd|'/c calc'!A1\u202e\ud800<script>alert(1)</script>")
    raise ValueError("\x1b]0;owned\x07\x1b[2J\r=cmd|'/c calc'!A1\u202e\ud800<script>")
