"""90 refused: a generator where the reference gives a list

Defence: kinds-of-handles-come-in-where-the-reference-gave-them
Target: wide
"""

from honest import *



def use(tool, n):
    return (each for each in [tool(n)])
