"""0 error: leaves with success where the tests' conftest.py asks

Defence: what-ends-pytest-while-tests-are-read-is-graded
Target: file
"""

import sys

from honest import *



def limit():
    sys.exit(0)
