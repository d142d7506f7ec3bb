"""90 failed: three hundred lines that are nearly right, for unittest to compare letter by letter

Defence: large-texts-are-not-compared-letter-by-letter
Target: wide
"""

from honest import *


def listed(n):
    return "\n".join(f"line {each} of us" for each in range(n))
