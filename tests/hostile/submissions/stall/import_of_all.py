"""60 timeout: an import that takes nearly the time of a test, for each test

Defence: deadline-of-all-tests
"""

import time

from honest import *

time.sleep(1.6)
