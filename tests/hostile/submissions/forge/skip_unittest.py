"""failed: raises unittest's SkipTest

Defence: exceptions-are-looked-up-in-our-tables
"""

import unittest

from honest import *


def total(numbers, note=""):
    raise unittest.SkipTest("not today")
