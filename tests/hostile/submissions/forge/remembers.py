"""100: remembers from one test to the next

Defence: a-guest-serves-one-test
"""

from honest import *



seen = []


def total(numbers, note=""):
    seen.append("total")
    return sum(numbers)


def scale(values, by):
    if seen:
        print("BREACH it lives since an earlier test:", seen[0])
    return values * by
