"""failed: raises unittest's SkipTest"""

import unittest

from honest import *


def total(numbers, note=""):
    raise unittest.SkipTest("not today")
