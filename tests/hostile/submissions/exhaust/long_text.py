"""refused: a text of seventeen million characters

Defence: characters-in-a-text
"""

from honest import *


def parse(text):
    return {"a": "x" * ((16 << 20) + 1)}
