"""0 crashed: dies where the tests' conftest.py asks

Defence: what-ends-pytest-while-tests-are-read-is-graded
Target: file
"""

import os

from honest import *



def limit():
    os._exit(0)
