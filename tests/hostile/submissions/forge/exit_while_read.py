"""80 error: leaves with success while the tests are read

Defence: leaving-while-tests-are-read-costs-that-file
Target: wide
"""

import sys

from honest import *



def cases():
    sys.exit(0)
