"""failed: an error of sixteen million letters

Defence: messages-are-bounded
"""

from honest import *



def scale(values, by):
    raise ValueError("\u00e9" * 15_000_000)
